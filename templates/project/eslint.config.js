import tseslint from "typescript-eslint";

export default [
  { ignores: [".kubewright/", "coverage/", "dist/"] },
  ...tseslint.configs.strict,
  {
    files: ["**/*.ts"],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/await-thenable": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      // a forgotten await is a write that may not have happened when the reconcile ends
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": "error",
      // interface Memcached extends CustomResource<MemcachedSpec, MemcachedStatus> {}
      "@typescript-eslint/no-empty-object-type": ["error", { allowInterfaces: "with-single-extends" }],
    },
  },
];
