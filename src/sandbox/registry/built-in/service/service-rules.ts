import { dnsLabel } from "../../../admission/name-format.ts";
import type { KindRules } from "../kind-rules.ts";
import { createAddressPool } from "./address-pool.ts";
import { createPortPool } from "./allocate-node-ports.ts";
import { beginService } from "./begin-service.ts";
import { completeService } from "./complete-service.ts";
import { forgetFields } from "./forget-fields.ts";
import { serviceStatusWarnings, validateServiceStatus } from "./load-balancer-status.ts";
import { defaultService } from "./service-defaults.ts";
import { serviceWarnings } from "./service-warnings.ts";
import { validateServiceUpdate } from "./validate-service-update.ts";
import { validateService } from "./validate-service.ts";

/** Follows k8s.io/kubernetes/pkg/apis/core and pkg/registry/core/service. */
export const serviceRules: KindRules = {
  name: dnsLabel,
  returnsDeleted: true,
  createOnUpdate: true,
  updateOrder: "changes only",
  defaults: defaultService,
  begin(object, { old, store, dryRun }) {
    const services = store.list("services");
    const seed = parseInt((object.metadata.uid ?? "0").slice(0, 8), 16) || 0;
    const pools = {
      addresses: createAddressPool({ services, dryRun, seed }),
      ports: createPortPool({ services, dryRun, seed }),
    };
    beginService(object, { old, pools });
  },
  prepareForUpdate(object, old, subresource) {
    if (subresource === undefined) forgetFields(object, old);
  },
  validate: (object) => validateService(object, undefined),
  validateUpdate: validateServiceUpdate,
  validateStatus: validateServiceStatus,
  toStored: completeService,
  warnings: serviceWarnings,
  statusWarnings: serviceStatusWarnings,
};
