// Writes the JSON schemas of shapes.ts into node_modules, once an install.

import { mkdirSync, writeFileSync } from "node:fs";
import { createGenerator } from "ts-json-schema-generator";

const folder = new URL("node_modules/.shapes/", import.meta.url);
mkdirSync(folder, { recursive: true });
for (const type of ["Blocks", "AnyView", "AppManifest"]) {
    const schema = createGenerator({
        path: new URL("shapes.ts", import.meta.url).pathname,
        tsconfig: new URL("tsconfig.json", import.meta.url).pathname,
        type,
        additionalProperties: false,
    }).createSchema(type);
    // The types let a manifest hold anything beside what they name; Slack does not.
    const manifest = schema.definitions.Manifest;
    if (manifest) manifest.additionalProperties = false;
    writeFileSync(new URL(`${type}.json`, folder), JSON.stringify(schema));
}
