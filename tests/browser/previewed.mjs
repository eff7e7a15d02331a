// A running preview of a copy of the sample, and windows on it.

import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The program; tests/browser/run has built it. */
const kazipot = process.env.KAZIPOT ?? path.join(process.env.CARGO_TARGET_DIR ?? path.join(root, "target"), "debug", "kazipot");

/** Waits until something is so, and says what when it never is. */
export async function until(what, look, patience = 20_000) {
  const end = Date.now() + patience;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`${what}: it did not come about`);
    await new Promise((done) => setTimeout(done, 25));
  }
}

/** Starts the preview of a fresh copy of the sample. */
export async function preview() {
  const hub = fs.mkdtempSync(path.join(os.tmpdir(), "kazipot-preview-"));
  for (const part of ["site.toml", "content", "themes"]) fs.cpSync(path.join(root, part), path.join(hub, part), { recursive: true });
  // Below the ports that the system gives away by itself; a taken one is passed over.
  const port = 21_000 + (process.pid % 900) * 10;
  const asked = ["serve", "--today", "2026-11-22", "--messages", "en", "--port", String(port)];
  const child = spawn(kazipot, asked, { cwd: hub, env: { PATH: process.env.PATH, NO_COLOR: "1" }, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const pipe of [child.stdout, child.stderr]) pipe.on("data", (piece) => (said += piece));
  const origin = await until("the address of the preview", () => said.match(/http:\/\/localhost:\d+/)?.[0], 60_000);
  const at = (file) => path.join(hub, file);
  return {
    hub,
    origin,
    said: () => said,
    read: (file) => fs.readFileSync(at(file), "utf8"),
    write: (file, text) => fs.writeFileSync(at(file), text),
    rename: (from, to) => fs.renameSync(at(from), at(to)),
    /** Changes a file, and fails when there was nothing to change. */
    edit(file, from, to) {
      const text = this.read(file);
      if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
      this.write(file, text.replace(from, to));
    },
    end() {
      child.kill();
      fs.rmSync(hub, { recursive: true, force: true });
    },
  };
}

/** A window on the preview that counts how often it was loaded and collects what the console says. */
export async function look(browser, shown, { width = 1280, height = 800, scheme = "light", inspect = false } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme, bypassCSP: inspect });
  const page = await context.newPage();
  const seen = [];
  let loads = 0;
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && seen.push(message.text()));
  page.on("pageerror", (error) => seen.push(error.message));
  page.on("load", () => (loads += 1));
  return {
    page,
    seen,
    loads: () => loads,
    /** Goes to a page and waits until it hears of changes. */
    async go(address) {
      const streams = page.waitForRequest((request) => request.url().includes("/_kazipot/events"));
      await page.goto(shown.origin + address);
      await streams;
    },
    overlay: page.locator("#kazipot-preview .overlay"),
    count: page.locator("#kazipot-preview .count"),
    strip: page.locator("#kazipot-preview .strip"),
    close: () => context.close(),
  };
}
