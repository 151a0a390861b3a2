/** Requests of the transcripts that the sandbox does not answer as the real server does, and why. */
export const leftOut: readonly { scene: RegExp; request: RegExp; reason: string }[] = [
  {
    scene: /ingresses/,
    request: /nothing in it| null$/,
    reason: "an Ingress without a spec is not told of that",
  },
  { scene: /./, request: /with a wrong uid/, reason: "the message names the key in etcd" },
  {
    scene: /clusterroles|gears/,
    request: /continue=\{continue\}/,
    reason: "how many are left is an estimate",
  },
  { scene: /gears|widgets/, request: /PUT .*of another kind/, reason: "which of two problems is told first" },
  { scene: /gears|widgets/, request: /null for metadata/, reason: "null stands for an empty ObjectMeta" },
  { scene: /widgets/, request: /without a name$/, reason: "what could not be checked is not told of" },
  { scene: /deployments/, request: /a bad label$/, reason: "the same label is told of once more" },
  {
    scene: /deployments|widgets/,
    request: /\/scale .*(a text$|as=Table)/,
    reason: "replicas that are no number, and Scales as tables",
  },
  {
    scene: /widgets/,
    request: /\/scale (another kind|half an object)$/,
    reason: "a body that is no Scale is refused in other words",
  },
];
