import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import { knownTypes } from "./known-types.ts";

/** By it the compiler tells the types of `kubewright` apart: the name of a property, or the beginning of a text. */
export const brand = "~kubewright";

/** The name of what is shown beside a type that has tags, with a number of its own: an object that nothing is said of. */
export const mark = "KubewrightMark";

/** As much of TypeScript's library as types of an API may name. */
export const miniLibrary = `
interface Object { toString(): string }
interface Function { readonly name: string }
interface CallableFunction extends Function {}
interface NewableFunction extends Function {}
interface IArguments {}
interface String { readonly length: number; charAt(index: number): string }
interface Number { toFixed(digits?: number): string }
interface Boolean { valueOf(): boolean }
interface BigInt { valueOf(): bigint }
interface Symbol { readonly description: string | undefined }
interface RegExp { test(text: string): boolean }
interface Error { name: string; message: string }
interface Date { readonly "~kubewright": "Time" }
interface Uint8Array { readonly "~kubewright": "Base64" }
interface Array<T> { length: number; [index: number]: T; push(...items: T[]): number }
interface ReadonlyArray<T> { readonly length: number; readonly [index: number]: T; slice(): T[] }
interface Map<K, V> { get(key: K): V | undefined; set(key: K, value: V): this }
interface Set<T> { has(value: T): boolean; add(value: T): this }
interface PromiseLike<T> { then<R>(done: (value: T) => R): PromiseLike<R> }
interface Promise<T> { then<R>(done: (value: T) => R): Promise<R>; catch<R>(failed: (reason: unknown) => R): Promise<T | R> }
type Partial<T> = { [P in keyof T]?: T[P] };
type Required<T> = { [P in keyof T]-?: T[P] };
type Readonly<T> = { readonly [P in keyof T]: T[P] };
type Pick<T, K extends keyof T> = { [P in K]: T[P] };
type Record<K extends keyof any, T> = { [P in K]: T };
type Exclude<T, U> = T extends U ? never : T;
type Extract<T, U> = T extends U ? T : never;
type Omit<T, K extends keyof any> = Pick<T, Exclude<keyof T, K>>;
type NonNullable<T> = T & {};
type Parameters<T extends (...args: any) => any> = T extends (...args: infer P) => any ? P : never;
type ConstructorParameters<T extends abstract new (...args: any) => any> = T extends abstract new (...args: infer P) => any ? P : never;
type ReturnType<T extends (...args: any) => any> = T extends (...args: any) => infer R ? R : any;
type InstanceType<T extends abstract new (...args: any) => any> = T extends abstract new (...args: any) => infer R ? R : any;
type ThisParameterType<T> = T extends (this: infer U, ...args: never) => any ? U : unknown;
type OmitThisParameter<T> = unknown extends ThisParameterType<T> ? T : T extends (...args: infer A) => infer R ? (...args: A) => R : T;
type Awaited<T> = T extends null | undefined ? T : T extends object & { then(done: infer F, ...args: infer _): any } ? F extends (value: infer V, ...args: infer _) => any ? Awaited<V> : never : T;
type Uppercase<S extends string> = intrinsic;
type Lowercase<S extends string> = intrinsic;
type Capitalize<S extends string> = intrinsic;
type Uncapitalize<S extends string> = intrinsic;
type NoInfer<T> = intrinsic;
type ThisType<T> = {};
interface ${mark}<Number> {}
type TemplateStringsArray = ReadonlyArray<string>;
`;

/** `kubewright` as the compiler is shown it: types whose names survive when it computes with them. */
export function libraryDeclarations(): string {
  const scalars = Object.entries(knownTypes).map(([name, schema]) => {
    if (schema["x-kubernetes-int-or-string"] && name === "IntOrString")
      return `export type ${name} = number | string;`;
    if (schema.type === "object" && !schema.properties) return undefined;
    if (schema.type === "object") return `export interface ${name} ${membersOf(schema)}`;
    // kinds of number and of text that nothing else is, and that are no objects
    return schema.type === "integer" || schema.type === "number"
      ? `export declare enum ${name} { value }`
      : `export type ${name} = \`${brand}:${name}:\${string}\`;`;
  });
  return [
    ...scalars.filter((line) => line !== undefined && !line.startsWith("export interface ObjectMeta")),
    `export type RawExtension = { readonly "${brand}": "RawExtension" };`,
    `export type EmbeddedResource<T = unknown> = { readonly "${brand}": "EmbeddedResource"; readonly of: T };`,
    `export interface ObjectMeta<T = unknown> ${membersOf(knownTypes.ObjectMeta)}`,
    "export interface KubernetesObject { apiVersion?: string; kind?: string; metadata?: ObjectMeta }",
    "export interface CustomResource<S = unknown, T = unknown> extends KubernetesObject { spec: S; status?: T }",
    "export type DeepReadonly<T> = T;",
    "export interface Resource<T> { readonly kind: string; readonly of?: T }",
    "export declare function resource<T>(definition: unknown): Resource<T>;",
  ].join("\n");
}

function membersOf({ properties = {}, required = [] }: JsonSchema): string {
  const members = Object.entries(properties).map(
    ([name, schema]) => `${name}${required.includes(name) ? "" : "?"}: ${typeText(schema)};`,
  );
  return `{ ${members.join(" ")} }`;
}

function typeText(schema: JsonSchema): string {
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.type === "array" && schema.items) return `(${typeText(schema.items)})[]`;
  if (schema.type === "integer" || schema.type === "number") return "Int64";
  if (typeof schema.additionalProperties === "object")
    return `Record<string, ${typeText(schema.additionalProperties)}>`;
  return schema.type === "string" || schema.type === "boolean" ? schema.type : "unknown";
}
