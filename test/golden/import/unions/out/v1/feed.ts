import { resource, type CustomResource } from "kubewright";

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
