import type { Context } from "../context.ts";
import { parseImage } from "../deploy/render-deployment.ts";

/**
 * The operator's image: what the command line says, else $IMG, else the name that the manifests have.
 *
 * @throws UserError IMAGE_INVALID
 */
export function imageName(given: string | undefined, { env }: Pick<Context, "env">): string {
  const image = given ?? (env.IMG || "controller:latest");
  parseImage(image);
  return image;
}
