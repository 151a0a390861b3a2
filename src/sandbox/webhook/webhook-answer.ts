import { isJsonObject, type JsonObject } from "../../base/json.ts";
import { parseYamlBody } from "../http/body.ts";
import { MalformedBody } from "../http/malformed-body.ts";

/** What a webhook answered, or why that is no answer. */
export type HookAnswer =
  | { readonly json: JsonObject }
  /** `setUp`: the call could not even be made ready. */
  | { readonly problem: string; readonly setUp?: boolean };

/** Reads a response as client-go does (rest/request.go, transformResponse). */
export function readAnswer(response: { code: number; type: string; text: string }): HookAnswer {
  const { code, type, text } = response;
  if (code < 200 || code > 206) return { problem: statusText(code, isText(type) ? text.trim() : "unknown") };
  if (text === "")
    return {
      problem: `0-length response with status code: ${code} and content type: ${type || "application/json"}`,
    };
  try {
    const json = parse(text);
    if (isJsonObject(json)) return { json };
    return { problem: `couldn't get version/kind; json parse error: ${mismatch(json)}` };
  } catch (error) {
    if (!(error instanceof MalformedBody)) throw error;
    return { problem: `couldn't get version/kind; json parse error: ${error.message}` };
  }
}

/** JSON, or else YAML: the decoder tries both. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return parseYamlBody(Buffer.from(text)).value;
  }
}

function mismatch(json: unknown): string {
  const found = Array.isArray(json) ? "array" : json === null ? "null" : typeof json;
  const type = String.raw`struct { APIVersion string "json:\"apiVersion,omitempty\""; Kind string "json:\"kind,omitempty\"" }`;
  return `json: cannot unmarshal ${found} into Go value of type ${type}`;
}

function isText(type: string): boolean {
  return type === "" || type.startsWith("text/");
}

/** What is said of a status that is no success (k8s.io/apimachinery/pkg/api/errors, NewGenericServerResponse). */
function statusText(code: number, text: string): string {
  switch (code) {
    case 400:
      return "the server rejected our request for an unknown reason";
    case 401:
      return "the server has asked for the client to provide credentials";
    case 403:
    case 415:
      return text;
    case 404:
      return "the server could not find the requested resource";
    case 405:
      return "the server does not allow this method on the requested resource";
    case 406:
      return text === "" || text === "unknown"
        ? "the server was unable to respond with a content type that the client supports"
        : text;
    case 409:
      return "the server reported a conflict";
    case 422:
      return "the server rejected our request due to an error in our request";
    case 429:
      return "the server has received too many requests and has asked us to try again later";
    case 503:
      return "the server is currently unable to handle the request";
    case 504:
      return "the server was unable to return a response in the time allotted, but may still be processing the request";
    default:
      return code >= 500
        ? `an error on the server (${JSON.stringify(text)}) has prevented the request from succeeding`
        : `the server responded with the status code ${code} but did not return more information`;
  }
}
