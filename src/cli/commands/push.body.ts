import type { EngineName } from "../../cluster/engine/container-engine.ts";
import type { Context } from "../context.ts";
import { imageName } from "../image/image-name.ts";

export interface PushInput {
  readonly image?: string;
  readonly engine?: EngineName;
}

export async function runPush(input: PushInput, context: Context): Promise<void> {
  const image = imageName(input.image, context);
  const engine = await context.drivers.engine(input.engine, { onLine: context.note });
  await engine.push(image);
  context.print(`pushed ${image}`);
}
