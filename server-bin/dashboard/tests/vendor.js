// Fetches the dashboard's parts that others wrote, in the versions of server-bin/dashboard/vendor/vendor.json.
//
//   scripts/vendor-dashboard          writes them
//   scripts/vendor-dashboard --check  fails if what is there is not what those packages have
//
// Browsers resolve no bare names ("preact") without an import map, which would be an inline script: the names of imports
// are replaced by places, and nothing else is changed.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const vendor = join(dirname(fileURLToPath(import.meta.url)), "../vendor");
const { packages, imports } = JSON.parse(readFileSync(join(vendor, "vendor.json"), "utf8"));
const check = process.argv.includes("--check");

/** The text of a module with its imports' names replaced. */
function placed(text, target) {
  return (
    text
      .replace(/(from\s*)(["'])([^"']+)\2/g, (whole, from, quote, name) => {
        let place = imports[name];
        // What stands in the same folder is beside it.
        if (place && target.startsWith("preact/")) place = place.replace("../preact/", "./");
        return place ? `${from}${quote}${place}${quote}` : whole;
      })
      // Maps of the sources are not brought along.
      .replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n")
  );
}

const folder = mkdtempSync(join(tmpdir(), "vendor-"));
let wrong = 0;
try {
  for (const { name, version, licence, files } of packages) {
    const told = execFileSync("npm", ["pack", "--json", "--pack-destination", folder, `${name}@${version}`], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    const packed = JSON.parse(told);
    const { filename } = Array.isArray(packed) ? packed[0] : Object.values(packed)[0];
    const unpacked = join(folder, name.replace("/", "-"));
    mkdirSync(unpacked);
    execFileSync("tar", ["-xzf", join(folder, filename), "-C", unpacked, "--strip-components=1"]);
    const stated = JSON.parse(readFileSync(join(unpacked, "package.json"), "utf8")).license;
    if (stated !== licence) {
      console.error(`${name}: the licence is ${stated}, not ${licence}`);
      wrong += 1;
    }
    for (const [source, target] of Object.entries(files)) {
      const text = readFileSync(join(unpacked, source), "utf8");
      const wanted = /\.m?js$/.test(target) ? placed(text, target) : text;
      const path = join(vendor, target);
      if (!check) {
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, wanted);
      } else if (!existsSync(path) || readFileSync(path, "utf8") !== wanted) {
        console.error(`${target} is not that of ${name} ${version}`);
        wrong += 1;
      }
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (wrong) process.exit(1);
console.error(check ? "the vendored parts are those of their packages" : "written");
