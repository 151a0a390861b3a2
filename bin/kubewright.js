#!/usr/bin/env node
// No static import and only old syntax: a Node that is too old must get as far as the message.
(function () {
  var required = [20, 19];
  var current = process.versions.node.split(".").map(Number);
  if (current[0] < required[0] || (current[0] === required[0] && current[1] < required[1])) {
    console.error(
      "error: kubewright needs Node " + required.join(".") + " or newer, this is " + process.versions.node,
    );
    process.exitCode = 1;
    return;
  }
  import("node:module")
    .then(function (nodeModule) {
      if (nodeModule.enableCompileCache) nodeModule.enableCompileCache(); // Node 22: saves reading our own code anew
      return import("../dist/program/main.js");
    })
    .then(
      function (cli) {
        return cli.main();
      },
      function (error) {
        if (
          error.code !== "ERR_MODULE_NOT_FOUND" ||
          !/program[\\/]main\.js' imported from/.test(error.message)
        )
          throw error;
        console.error("error: kubewright is not built\n  hint: Run `npm run build` in its folder.");
        process.exitCode = 1;
      },
    );
})();
