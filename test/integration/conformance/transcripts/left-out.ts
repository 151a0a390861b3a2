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
  {
    scene: /^hard .* of gears/,
    request: /"-0\.0" for teeth/,
    reason: "a negative zero is a zero in JavaScript",
  },
  {
    scene: /^hard patches of configmaps/,
    request: /"1e17" for data/,
    reason: "an integer and a float of the same value are the same in JavaScript",
  },
  {
    scene: /^hard patches of gears/,
    request: /json: "\{.*a\\?":2\}" for value/,
    reason: "a key that stands twice in a value of a JSON patch is told of twice",
  },
];
