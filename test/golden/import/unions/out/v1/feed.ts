import { resource, type CustomResource, type Int32 } from "kubewright";

export interface Feed extends CustomResource<FeedSpec> {
  /** The version. */
  apiVersion?: string;
  /** The kind. */
  kind?: string;
}

export const Feed = resource<Feed>({
  group: "news.example.com",
  version: "v1",
  kind: "Feed",
});

export interface FeedSpec {
  /** Where it comes from. */
  source?: Source;
  secrets?: Secret[];
  some?: Some;
  overlapping?: Overlapping;
  /** What to draw. */
  shape?: Shape;
  looseShape?: LooseShape;
}

/** @validation self.name != 'x' */
export type Source = SourceCommon &
  (
    | {
        /** A repository. */
        git: Git;
      }
    | {
        http: Http;
        /** @minLength 1 */
        user: string;
      }
  );

export interface SourceCommon {
  name: string;
  /** @default "5s" */
  timeout?: string;
}

export interface Git {
  url: string;
}

export interface Http {
  address?: string;
}

export type Secret =
  | {
      file: string;
    }
  | {
      /** The text itself. */
      text: string;
    };

/** @schema {"anyOf":[{"required":["file"]},{"required":["text"]}]} */
export interface Some {
  file?: string;
  text?: string;
}

/** @schema {"oneOf":[{"required":["file"]},{"required":["file","text"]}]} */
export interface Overlapping {
  file?: string;
  text?: string;
}

export type Shape = ShapeCommon &
  (
    | {
        /** Which one. */
        kind: "circle";
        radius: Int32;
      }
    | {
        kind: "square" | "box";
        side: Int32;
        rounded?: boolean;
      }
  );

export interface ShapeCommon {
  name: string;
  /** @default "mm" */
  unit?: string;
}

export type LooseShape =
  | {
      kind: "a";
      x: string;
      y?: string;
    }
  | {
      kind: "b";
      x?: string;
      y: string;
    };
