import { resource, type CustomResource, type Int32, type Quantity, type Time } from "kubewright";

/** Broker is a message broker. */
export interface Broker extends CustomResource<BrokerSpec, BrokerStatus> {
  /** The version. */
  apiVersion?: string;
  /** The kind. */
  kind?: string;
}

export const Broker = resource<Broker>({
  group: "mq.example.com",
  version: "v1",
  kind: "Broker",
  shortNames: ["bk"],
  annotations: { "controller-gen.kubebuilder.io/version": "v0.20.0" },
  printerColumns: [
    { name: "Ready", type: "string", jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
    { name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp" },
  ],
});

/**
 * BrokerSpec is what the user asks for.
 * @validation rule="self.replicas < 100 || has(self.resources)", message="many brokers need resources"
 */
export interface BrokerSpec {
  /**
   * Number of pods.
   * @required
   * @minimum 1
   * @default 1
   */
  replicas?: Int32;
  /** TLS for clients. */
  tls: Tls;
  /**
   * @listType map
   * @listMapKey name
   */
  listeners?: Listener[];
  /** What the container gets. */
  resources?: ResourceRequirements;
}

export interface Tls {
  /** The certificate. */
  certificateSecretRef: SecretRef;
  /** The key. */
  keySecretRef?: SecretRef;
  /** @default "Terminate" */
  mode?: "Terminate" | "Passthrough" | "Disabled";
}

export interface SecretRef {
  /**
   * Key in the Secret.
   * @minLength 1
   */
  key: string;
  /** Name of the Secret. */
  name: string;
}

/** Listener takes connections. */
export interface Listener {
  /**
   * @maxLength 63
   * @pattern ^[a-z]+$
   */
  name: string;
  port: Int32;
}

export interface ResourceRequirements {
  claims?: Claim[];
  limits?: Record<string, Quantity>;
  requests?: Record<string, Quantity>;
}

export interface Claim {
  name: string;
}

/** BrokerStatus is what was seen. */
export interface BrokerStatus {
  /**
   * @listType map
   * @listMapKey type
   */
  conditions?: Condition[];
}

export interface Condition {
  lastTransitionTime?: Time;
  message?: string;
  reason?: string;
  status: string;
  type: string;
}
