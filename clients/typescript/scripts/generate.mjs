// Writes src/schema.ts out of the AsyncAPI document of a server; with --check it only says whether it is up to date.
//
// usage: npm run generate -- [--check]
//
// Starts `callflowd --demo`; CALLFLOWD names the program where it is not target/debug/callflowd.

import { readFile, writeFile } from "node:fs/promises";

import { demo } from "../test/demo.mjs";

const FILE = new URL("../src/schema.ts", import.meta.url);

/** A schema as a type. */
function type(schema, indent) {
  if (schema === true) return "unknown";
  if (schema.$ref) return schema.$ref.split("/").at(-1);
  if ("const" in schema) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  for (const [key, sign] of [["oneOf", " | "], ["anyOf", " | "], ["allOf", " & "]]) {
    if (!schema[key]) continue;
    const of = [...new Set(schema[key].map((one) => type(one, indent)))];
    const whole = of.length > 1 ? of.map((one) => (/[|&]/.test(one) && !one.startsWith("{") ? `(${one})` : one)) : of;
    const rest = schema.properties ? ` & ${object(schema, indent)}` : "";
    return rest && whole.length > 1 ? `(${whole.join(sign)})${rest}` : whole.join(sign) + rest;
  }
  if (Array.isArray(schema.type)) return schema.type.map((one) => type({ ...schema, type: one }, indent)).join(" | ");
  switch (schema.type) {
    case "string":
      return "string";
    case "integer":
    case "number":
      return "number";
    case "boolean":
      return "boolean";
    case "null":
      return "null";
    case "array": {
      const item = type(schema.items ?? true, indent);
      return /^[\w"]+$/.test(item) ? `${item}[]` : `(${item})[]`;
    }
    case "object":
      return object(schema, indent);
    default:
      return schema.properties ? object(schema, indent) : "unknown";
  }
}

function object(schema, indent) {
  const inner = `${indent}  `;
  const required = new Set(schema.required ?? []);
  const fields = Object.entries(schema.properties ?? {}).map(([name, of]) => {
    const key = /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name);
    return `${comment(of, inner)}${inner}${key}${required.has(name) ? "" : "?"}: ${type(of, inner)};\n`;
  });
  if (fields.length === 0) {
    const more = schema.additionalProperties;
    return more && more !== true ? `Record<string, ${type(more, indent)}>` : "Record<string, unknown>";
  }
  return `{\n${fields.join("")}${indent}}`;
}

function comment(schema, indent) {
  const text = schema.description?.replaceAll("*/", "* /").split("\n").map((line) => line.trim());
  if (!text) return "";
  return text.length === 1
    ? `${indent}/** ${text[0]} */\n`
    : `${indent}/**\n${text.map((line) => `${indent} * ${line}`.trimEnd()).join("\n")}\n${indent} */\n`;
}

const server = await demo();
const answer = await fetch(new URL("/api/asyncapi.json", server.url));
const { schemas } = (await answer.json()).components;
await server.stop();

const types = Object.keys(schemas)
  .sort()
  .map((name) => `${comment(schemas[name], "")}export type ${name} = ${type(schemas[name], "")};\n`);
const text = `// Written by \`npm run generate\` out of the server's AsyncAPI document. Not to be changed by hand.\n\n${types.join("\n")}`;

if (process.argv.includes("--check")) {
  if ((await readFile(FILE, "utf8")) !== text) {
    console.error("src/schema.ts is not what the server's document says: npm run generate");
    process.exitCode = 1;
  }
} else {
  await writeFile(FILE, text);
}
