// The shapes that are checked, as Slack's own packages declare them.
import type { KnownBlock, View } from "@slack/types";
import type { Manifest } from "@slack/web-api/dist/types/request/manifest";

export type Blocks = KnownBlock[];
export type AnyView = View;
export type AppManifest = Manifest;
