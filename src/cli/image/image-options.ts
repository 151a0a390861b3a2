import { engineNames } from "./image-defaults.ts";

/** Which image, and by which engine: options of every command about images. */
export const imageOptions = {
  image: {
    type: "string",
    value: "IMAGE",
    summary: "name of the image; by default $IMG, else controller:latest",
  },
  engine: {
    type: "string",
    value: "ENGINE",
    summary: "by default the first that works",
    choices: engineNames,
  },
} as const;
