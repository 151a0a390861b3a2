export * from "./apply.ts";
export { remove as drop, twice as default } from "./apply.ts";
