// What somebody sees on a page, in Debian's Chromium: one question per line of standard
// input, one answer per line of standard output.
//
//   {"url", "width", "height", "channel"?, "wanted"?, "png"?, "clip"?}
//
// Opens the page, goes to the channel (its name in the sidebar, "home" for the app's home),
// waits until the page shows `wanted`, and answers {"shown": [text of each message],
// "wide": pixels by which something is wider than the page, "beyond": what that is}.
import { chromium } from "playwright-core";
import readline from "node:readline";

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
});

async function look(ask) {
  const page = await browser.newPage({
    viewport: { width: ask.width ?? 1100, height: ask.height ?? 900 },
    locale: "en-GB",
  });
  try {
    await page.goto(ask.url);
    if (ask.html) await page.setContent(ask.html);
    if (ask.channel) {
      await page.locator(".sidebar-item", { hasText: ask.channel }).first()
        .evaluate((item) => item.click());
    }
    const of = ask.of ?? ".msg";
    if (ask.wanted) {
      await page.waitForFunction(([within, text]) => [...document.querySelectorAll(within)]
        .some((one) => one.innerText.includes(text)), [of, ask.wanted], { timeout: ask.wait ?? 15000 });
    }
    if (ask.narrow) {
      // A telephone shows no sidebar beside the channel.
      await page.addStyleTag({ content: ".sidebar,.topbar{display:none}" });
    }
    if (ask.last) {
      await page.locator(of).last().evaluate((one) => one.scrollIntoView());
    }
    if (ask.png) {
      const what = ask.clip ? page.locator(ask.clip).last() : page;
      await what.screenshot({ path: ask.png });
    }
    return await page.evaluate((within) => ({
      shown: [...document.querySelectorAll(within)].map((one) => one.innerText),
      beyond: [...document.querySelectorAll(`${within} *`)]
        .filter((one) => one.getBoundingClientRect().right > window.innerWidth)
        .map((one) => one.innerText.slice(0, 200)),
      wide: Math.max(0, ...[...document.querySelectorAll(`${within} *`)]
        .map((one) => one.getBoundingClientRect().right - window.innerWidth)),
    }), of);
  } finally {
    await page.close();
  }
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  let answer;
  try {
    answer = await look(JSON.parse(line));
  } catch (error) {
    answer = { error: String(error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
await browser.close();
