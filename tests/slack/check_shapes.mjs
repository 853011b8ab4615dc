// Checks values against the schemas of make_shapes.mjs. One JSON object a line:
// {"shape": "Blocks" | "AnyView" | "AppManifest", "value": …} in, a list of complaints out.

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import Ajv from "ajv";

const ajv = new Ajv({ allErrors: true, strict: false, allowUnionTypes: true });
const validators = {};
const schemas = {};

function schemaOf(shape) {
    schemas[shape] ??= JSON.parse(
        readFileSync(new URL(`node_modules/.shapes/${shape}.json`, import.meta.url)));
    return schemas[shape];
}

function validator(shape, definition) {
    const key = `${shape} ${definition}`;
    if (!validators[key]) {
        const schema = structuredClone(schemaOf(shape));
        if (definition) schema.$ref = `#/definitions/${definition}`;
        validators[key] = ajv.compile(schema);
    }
    return validators[key];
}

function complaints(validate, value, at) {
    if (validate(value)) return [];
    return validate.errors.map((error) => {
        const what = error.params.additionalProperty ?? error.params.allowedValue ??
            error.params.allowedValues?.join("|") ?? "";
        return `${at}${error.instancePath}: ${error.message} ${what}`.trimEnd();
    });
}

// Everything that says what it is, against the types of that name, the innermost first: of
// a whole union's complaints none says which member was meant.
function explain(value, at) {
    if (Array.isArray(value)) return value.flatMap((item, i) => explain(item, `${at}[${i}]`));
    if (value === null || typeof value !== "object") return [];
    const inner = Object.entries(value).flatMap(([name, item]) => explain(item, `${at}.${name}`));
    if (inner.length || typeof value.type !== "string") return inner;
    const definitions = schemaOf("AnyView").definitions;
    const named = Object.keys(definitions).filter(
        (name) => definitions[name].properties?.type?.const === value.type);
    if (!named.length) return [`${at}: nothing has the type ${JSON.stringify(value.type)}`];
    const each = named.map((name) => complaints(validator("AnyView", name), value, at));
    return each.sort((a, b) => a.length - b.length)[0];
}

createInterface({ input: process.stdin }).on("line", (line) => {
    const { shape, value } = JSON.parse(line);
    let found = complaints(validator(shape), value, shape);
    if (found.length && shape !== "AppManifest") {
        const explained = explain(value, shape);
        if (explained.length) found = explained;
    }
    process.stdout.write(JSON.stringify(found.slice(0, 20)) + "\n");
});
