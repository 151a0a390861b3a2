// `npm run docker-build` and `npm run docker-push`: the Makefile's targets for people without make.
// IMG is the image's name, CONTAINER_TOOL the program (default docker).
import { spawnSync } from "node:child_process";

const image = process.env.IMG ?? "controller:latest";
const tool = process.env.CONTAINER_TOOL ?? "docker";
const commands = { build: ["build", "--tag", image, "."], push: ["push", image] };

const command = commands[process.argv[2]];
if (!command) throw new Error("usage: node tools/image.js build|push");
const { status, error } = spawnSync(tool, command, { stdio: "inherit" });
if (error) throw error;
process.exitCode = status ?? 1;
