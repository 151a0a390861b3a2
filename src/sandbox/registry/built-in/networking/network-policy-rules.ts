import type { JsonObject } from "../../../../base/json.ts";
import {
  forbiddenField,
  invalidEach,
  invalidField,
  requiredField,
  unsupportedField,
} from "../../../admission/field-problem.ts";
import { networkOf, parseCidr, type Cidr } from "../../../admission/ip-address.ts";
import { cidrWarnings, validateLegacyCidr } from "../../../admission/ip-problem.ts";
import { validateLabelSelector } from "../../../admission/label-problem.ts";
import { portNameProblems, portNumberProblems } from "../../../admission/text-format.ts";
import type { ApiObject } from "../../../api-object.ts";
import type { InvalidField } from "../../../status-error.ts";
import { ensureObject, fillEmpty, objectAt, objectsAt } from "../defaulting.ts";
import type { KindRules } from "../kind-rules.ts";
import { textAt, textsAt } from "../read.ts";

/** Follows k8s.io/kubernetes/pkg/apis/networking and pkg/registry/networking/networkpolicy. */
export const networkPolicyRules: KindRules = {
  generation: "empties",
  updateOrder: "changes only",
  defaults(object) {
    const spec = ensureObject(object, "spec");
    const egress = objectsAt(spec, "egress");
    for (const rule of [...objectsAt(spec, "ingress"), ...egress]) {
      for (const port of objectsAt(rule, "ports"))
        if (port.protocol === undefined) fillEmpty(port, { protocol: "TCP" });
    }
    if (textsAt(spec, "policyTypes").length === 0)
      spec.policyTypes = egress.length ? ["Ingress", "Egress"] : ["Ingress"];
  },
  validate: (object) => validateSpec(object, { looseValues: false, existing: [] }),
  validateUpdate(object, old) {
    const selector = objectAt(old, "spec")?.podSelector;
    const looseValues = validateLabelSelector(selector, { at: "" }).length > 0;
    const existing = blocksOf(old).flatMap(({ block }) => [
      textAt(block, "cidr"),
      ...textsAt(block, "except"),
    ]);
    return validateSpec(object, { looseValues, existing });
  },
  warnings: (object) =>
    blocksOf(object).flatMap(({ block, at }) => [
      ...cidrWarnings(`${at}.cidr`, textAt(block, "cidr")),
      ...textsAt(block, "except").flatMap((range, index) => cidrWarnings(`${at}.except[${index}]`, range)),
    ]),
};

interface Options {
  readonly looseValues: boolean;
  /** Ranges that an old object has, which stay whatever they look like. */
  readonly existing: readonly string[];
}

const directions = [
  ["ingress", "from"],
  ["egress", "to"],
] as const;

function validateSpec(object: ApiObject, options: Options): InvalidField[] {
  const spec = objectAt(object, "spec");
  const { looseValues } = options;
  return [
    ...validateLabelSelector(spec?.podSelector, { at: "spec.podSelector", looseValues }),
    ...directions.flatMap(([direction, peers]) =>
      objectsAt(spec, direction).flatMap((rule, index) => {
        const at = `spec.${direction}[${index}]`;
        return [
          ...objectsAt(rule, "ports").flatMap((port, each) => validatePort(port, `${at}.ports[${each}]`)),
          ...objectsAt(rule, peers).flatMap((peer, each) =>
            validatePeer(peer, { at: `${at}.${peers}[${each}]`, options }),
          ),
        ];
      }),
    ),
    ...validateTypes(textsAt(spec, "policyTypes")),
  ];
}

function validateTypes(types: readonly string[]): InvalidField[] {
  const at = "spec.policyTypes";
  if (types.length > 2) return [invalidField(at, types, "may not specify more than two policyTypes")];
  return types.flatMap((type, index) =>
    ["Ingress", "Egress"].includes(type)
      ? []
      : [unsupportedField(`${at}[${index}]`, type, ["Ingress", "Egress"])],
  );
}

const protocols = ["TCP", "UDP", "SCTP"];

function validatePort({ protocol, port, endPort }: JsonObject, at: string): InvalidField[] {
  const known = protocol === undefined || protocols.includes(String(protocol));
  return [
    ...(known ? [] : [unsupportedField(`${at}.protocol`, protocol, protocols)]),
    ...validateNumbers({ port, endPort }, at),
  ];
}

function validateNumbers({ port, endPort }: JsonObject, at: string): InvalidField[] {
  const end = typeof endPort === "number" ? endPort : undefined;
  const misplaced = (detail: string) =>
    end === undefined ? [] : [invalidField(`${at}.endPort`, end, detail)];
  if (typeof port === "string") {
    return [
      ...misplaced("may not be specified when `port` is non-numeric"),
      ...invalidEach(`${at}.port`, port, portNameProblems(port)),
    ];
  }
  if (typeof port !== "number") return misplaced("may not be specified when `port` is not specified");
  const before = "must be greater than or equal to `port`";
  return [
    ...portNumberProblems(port).map((problem) => invalidField(`${at}.port`, port, problem)),
    ...(end !== undefined && end < port ? [invalidField(`${at}.endPort`, port, before)] : []),
    ...(end === undefined ? [] : portNumberProblems(end)).map((problem) =>
      invalidField(`${at}.endPort`, end, problem),
    ),
  ];
}

function validatePeer(peer: JsonObject, place: { at: string; options: Options }): InvalidField[] {
  const { at, options } = place;
  const { podSelector, namespaceSelector } = peer;
  const { looseValues } = options;
  const block = objectAt(peer, "ipBlock");
  const selectors = [podSelector, namespaceSelector].filter((selector) => selector !== undefined);
  return [
    ...validateLabelSelector(podSelector, { at: `${at}.podSelector`, looseValues }),
    ...validateLabelSelector(namespaceSelector, { at: `${at}.namespaceSelector`, looseValues }),
    ...(block ? validateBlock(block, { at: `${at}.ipBlock`, existing: options.existing }) : []),
    ...(!block && selectors.length === 0 ? [requiredField(at, "must specify a peer")] : []),
    ...(block && selectors.length
      ? [forbiddenField(at, "may not specify both ipBlock and another peer")]
      : []),
  ];
}

function validateBlock(
  block: JsonObject,
  options: { at: string; existing: readonly string[] },
): InvalidField[] {
  const { at, existing } = options;
  const cidr = textAt(block, "cidr");
  if (!cidr) return [requiredField(`${at}.cidr`)];
  const outer = parseCidr(cidr);
  const problems = validateLegacyCidr(`${at}.cidr`, cidr, existing);
  if (!outer) return problems;
  const each = textsAt(block, "except").flatMap((text, index) => {
    const place = `${at}.except[${index}]`;
    const inner = parseCidr(text);
    return [
      ...validateLegacyCidr(place, text, existing),
      ...(inner && !isInside(inner, outer)
        ? [invalidField(place, text, "must be a strict subset of `cidr`")]
        : []),
    ];
  });
  return [...problems, ...each];
}

function isInside(inner: Cidr, outer: Cidr): boolean {
  if (inner.address.family !== outer.address.family || inner.length <= outer.length) return false;
  const start = { ...outer, address: networkOf(inner) };
  return networkOf(start).bits === networkOf(outer).bits;
}

function blocksOf(object: ApiObject): { block: JsonObject; at: string }[] {
  const spec = objectAt(object, "spec");
  return directions.flatMap(([direction, peers]) =>
    objectsAt(spec, direction).flatMap((rule, index) =>
      objectsAt(rule, peers).flatMap((peer, each) => {
        const block = objectAt(peer, "ipBlock");
        return block ? [{ block, at: `spec.${direction}[${index}].${peers}[${each}].ipBlock` }] : [];
      }),
    ),
  );
}
