/** The runtime that operators import. Everything here is public; nothing else is, but `kubewright/testing`, `kubewright/schema` and `kubewright/k8s/*`. */
export { resource } from "./kube/resource.ts";
export type {
  ObjectOf,
  PrinterColumn,
  Resource,
  ResourceDefinition,
  Scope,
  Subresources,
} from "./kube/resource.ts";
export type {
  CustomResource,
  DeepPartial,
  DeepReadonly,
  KubernetesList,
  KubernetesObject,
  ObjectKey,
  ObjectMeta,
  Observed,
  ObservedList,
  OwnerReference,
  Stored,
  StoredMeta,
} from "./kube/object.ts";
export type {
  Base64,
  Double,
  Duration,
  Float,
  Int32,
  Int64,
  Integer,
  IntOrString,
  JsonNumber,
  MicroTime,
  Quantity,
  RawExtension,
  Time,
  UInt32,
} from "./kube/scalar.ts";
export { removeCondition, setCondition } from "./kube/condition.ts";
export { conditionOf, isTrue } from "./kube/read-condition.ts";
export type { Condition } from "./kube/condition.ts";
export {
  AlreadyOwnedError,
  controllerOf,
  controllerReference,
  hasControllerReference,
  hasOwnerReference,
  ownerReference,
  removeControllerReference,
  removeOwnerReference,
  setControllerReference,
  setOwnerReference,
} from "./kube/owner.ts";
export type { OwnerReferenceOptions } from "./kube/owner.ts";
export { addFinalizer, hasFinalizer, removeFinalizer } from "./kube/finalizer.ts";
export { controller } from "./runtime/controller/controller-builder.ts";
export type { Controller, WatchesOptions } from "./runtime/controller/controller-builder.ts";
export type { ControllerOptions } from "./runtime/controller/controller-options.ts";
export type {
  DependentContext,
  DependentListOptions,
  DependentOptions,
  ExternalOptions,
} from "./runtime/dependent/dependent.ts";
export type { DaemonOptions, TimerMoment, TimerOptions } from "./runtime/timer/task.ts";
export type { Dependents, DependentState } from "./runtime/dependent/dependent-state.ts";
export type {
  EventOptions,
  EventSink,
  HandlerContext,
  HandlerResult,
  Reconcile,
  TaskContext,
  TaskHandler,
} from "./runtime/controller/handler.ts";
export type { ConditionTypeOf, StatusOf, StatusWriter } from "./runtime/controller/status-writer.ts";
export { TerminalError } from "./runtime/controller/terminal-error.ts";
export type {
  ExplainedCall,
  ExplainedCause,
  ExplainedObject,
  ExplainedQueue,
  ExplainedRun,
  ExplainedTask,
  Explanation,
  ExplainedWriteLoop,
} from "./runtime/explain/explanation.ts";
export type { ShardingOptions } from "./runtime/shard/sharding-options.ts";
export { operator } from "./runtime/operator.ts";
export type { Operator } from "./runtime/operator.ts";
export type {
  ClusterOptions,
  OperatorCheck,
  OperatorOptions,
  OperatorRunnable,
  RunnableContext,
  StartOptions,
} from "./runtime/assembly/operator-options.ts";
export { counter, gauge, histogram } from "./runtime/metrics/metric.ts";
export type {
  CounterMetric,
  GaugeMetric,
  HistogramMetric,
  Labels,
  Metric,
  MetricOptions,
} from "./runtime/metrics/metric.ts";
export type { OperatorSettings } from "./runtime/settings/operator-settings.ts";
export {
  and,
  annotationChanged,
  generationChanged,
  labelChanged,
  not,
  or,
  resourceVersionChanged,
} from "./runtime/source/predicate.ts";
export type { Predicate } from "./runtime/source/predicate.ts";
export { channel } from "./runtime/source/channel.ts";
export type { Channel } from "./runtime/source/channel.ts";
export type {
  Enqueued,
  EnqueueHandler,
  EventQueue,
  MapContext,
  MapFunction,
  Reader,
} from "./runtime/source/map-event.ts";
export type { RawSource, SourceContext } from "./runtime/source/raw-source.ts";
export type { ReconcileRequest } from "./runtime/source/reconcile-request.ts";
export type { RateLimit } from "./runtime/queue/rate-limiter.ts";
export type { Client } from "./runtime/client/client.ts";
export type { EventSubject, InformerEvent } from "./runtime/cache/handler-set.ts";
export { cached } from "./runtime/cache/cache-configuration.ts";
export type {
  CacheConfiguration,
  CachedKind,
  CachedKindOptions,
  CachedSelection,
} from "./runtime/cache/cache-configuration.ts";
export { fieldIndex } from "./kube/field-index.ts";
export type { FieldIndex, IndexedValue } from "./kube/field-index.ts";
export { onlyMetadata } from "./kube/only-metadata.ts";
export type { PartialObjectMetadata } from "./kube/only-metadata.ts";
export type {
  ApplyConfiguration,
  ApplyOptions,
  CallOptions,
  DeleteOptions,
  ListOptions,
  ObjectEvent,
  Patch,
  ReadOptions,
  WatchOptions,
  WriteOptions,
} from "./runtime/client/call-options.ts";
export type {
  Subresource,
  SubresourceAnswer,
  SubresourceBody,
  SubresourceReadOptions,
} from "./runtime/client/subresource.ts";
export { listAll, listPages } from "./runtime/client/list-pages.ts";
export type { ListPage, PageOptions } from "./runtime/client/list-pages.ts";
export { isNoMatch } from "./runtime/client/discovery.ts";
export type { Discovery } from "./runtime/client/discovery.ts";
export type { KindName, ServedResource, UntypedObject } from "./runtime/client/served-resource.ts";
export { ApiError, ConnectionError } from "./runtime/client/errors.ts";
export {
  hasStatusCause,
  isAlreadyExists,
  isBadRequest,
  isConflict,
  isConnectionRefused,
  isExpired,
  isForbidden,
  isGone,
  isInternalError,
  isInvalid,
  isMethodNotSupported,
  isNotAcceptable,
  isNotFound,
  isRequestEntityTooLarge,
  isServerTimeout,
  isServiceUnavailable,
  isStoreReadError,
  isTimeout,
  isTooLargeResourceVersion,
  isTooManyRequests,
  isUnauthorized,
  isUnexpectedServerError,
  isUnsupportedMediaType,
} from "./runtime/client/errors.ts";
export { clientWith } from "./runtime/client/client-with.ts";
export type { ClientDefaults } from "./runtime/client/client-with.ts";
export { createClient } from "./runtime/client/create-client.ts";
export type { ClientOptions, OwnClient } from "./runtime/client/create-client.ts";
export type { ClientRateLimit } from "./runtime/client/rate-limit.ts";
export { createOrPatch, createOrUpdate } from "./runtime/client/create-or-update.ts";
export type { Draft, Mutate, OperationResult, Outcome } from "./runtime/client/create-or-update.ts";
export { mergeFrom } from "./runtime/client/merge-from.ts";
export { podLog, podLogLines } from "./runtime/client/pod-log.ts";
export type { PodLogOptions } from "./runtime/client/pod-log.ts";
export { untypedClient } from "./runtime/client/untyped-client.ts";
export type { NamedObject, UntypedClient } from "./runtime/client/untyped-client.ts";
export { loadConnection } from "./runtime/client/load-connection.ts";
export type { ConnectionOptions } from "./runtime/client/load-connection.ts";
export type { Connection } from "./runtime/client/connection.ts";
export type { LogFields, Logger } from "./base/logger.ts";
