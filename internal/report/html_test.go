package report

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// TestHTML reads and uses the report in a real browser.
func TestHTML(t *testing.T) {
	browser := startBrowser(t)
	for name, test := range map[string]func(*testing.T, context.Context){
		"filters": testFilters, "links": testLinks, "copy": testCopy, "themes": testThemes,
		"phone": testPhone, "paper": testPaper, "no script": testWithoutScript,
	} {
		t.Run(name, func(t *testing.T) { test(t, browser) })
	}
}

func testFilters(t *testing.T, browser context.Context) {
	b := open(t, browser, "shop")
	const shown = `document.querySelectorAll(".finding:not([hidden])").length`
	b.want(shown, "12")
	b.click(`.chip.critical`)
	b.click(`.chip.low`)
	b.want(shown, "4")
	b.want(`document.getElementById("shown").value`, "4 of 12")
	b.want(`document.querySelector(".area[data-area=index]").hidden`, "true")
	b.click(`.chip.critical`)
	b.click(`.chip.low`)
	b.do(chromedp.SetValue(chromedp.CSS(`#area`), "schema"))
	evaluate[chromedp.Void](b, `document.getElementById("area").dispatchEvent(new Event("change"))`)
	b.want(shown, "2")
	b.do(chromedp.SendKeys(chromedp.CSS(`#text`), "SERIAL customers"))
	b.want(shown, "1")
	b.do(chromedp.SendKeys(chromedp.CSS(`#text`), " nowhere"))
	b.want(shown, "0")
	b.want(`document.getElementById("none").hidden`, "false")
	b.click(`#reset`)
	b.want(shown, "12")
	b.quiet()
}

// testLinks follows links into folded parts, which unfold.
func testLinks(t *testing.T, browser context.Context) {
	b := open(t, browser, "shop")
	b.want(`document.querySelectorAll(".finding > details[open]").length`, "0")
	b.click(`.first a`)
	b.want(`document.querySelectorAll(".finding > details[open]").length`, "1")
	b.want(`document.querySelector(".page:has(#rule-index-duplicate)").open`, "false")
	evaluate[chromedp.Void](b, `document.querySelector('a[href="#rule-index-duplicate"]').click()`)
	b.do(chromedp.WaitVisible(chromedp.CSS(`#rule-index-duplicate`)))
	b.quiet()
}

// testCopy copies with the clipboard, and without where a page may not use it.
func testCopy(t *testing.T, browser context.Context) {
	b := open(t, browser, "shop")
	b.mayCopy()
	b.click(`.first li:nth-child(3) .copy`)
	b.do(chromedp.WaitReady(chromedp.CSS(`.first li:nth-child(3) .copy.done`)))
	b.want(`await navigator.clipboard.readText()`, "create index concurrently order_items_order_id_idx on public.order_items (order_id);")
	evaluate[chromedp.Void](b, `navigator.clipboard.writeText = () => Promise.reject(new Error("not allowed"))`)
	b.click(`.first li:nth-child(1) .copy`)
	b.do(chromedp.WaitReady(chromedp.CSS(`.first li:nth-child(1) .copy.done`)))
	b.want(`await navigator.clipboard.readText()`, "alter table public.events reset (autovacuum_enabled);")
	b.quiet()
}

func testThemes(t *testing.T, browser context.Context) {
	b := open(t, browser, "shop")
	const background = `getComputedStyle(document.body).backgroundColor`
	const light, dark = "rgb(247, 246, 243)", "rgb(21, 23, 27)"
	b.want(background, light)
	b.screenshot("desktop-light.png")
	call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}})
	b.want(background, dark)
	b.screenshot("desktop-dark.png")
	b.click(`#theme`)
	b.want(background, light)
	b.do(chromedp.Reload())
	b.want(background, light)
	b.want(`document.getElementById("theme").textContent`, "Dark")
	b.contrast()
	b.click(`#theme`)
	b.contrast()
	b.quiet()
}

func testPhone(t *testing.T, browser context.Context) {
	for _, report := range []string{"shop", "hostile", "blind", "zero"} {
		b := open(t, browser, report)
		b.do(chromedp.EmulateViewport(390, 844, chromedp.EmulateScale(2)))
		b.unfold()
		b.want(`document.documentElement.scrollWidth`, "390")
		b.screenshot("phone-" + report + ".png")
		b.quiet()
	}
}

func testPaper(t *testing.T, browser context.Context) {
	b := open(t, browser, "shop")
	const visible = `document.querySelector(".finding .body").checkVisibility()`
	b.want(visible, "false")
	call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
	b.want(visible, "true")
	b.want(`getComputedStyle(document.getElementById("filter")).display`, "none")
	b.screenshot("print.png")
	b.quiet()
}

// testWithoutScript reads the page as a browser that runs no script.
func testWithoutScript(t *testing.T, browser context.Context) {
	b := open(t, browser, "shop")
	call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	b.do(chromedp.Reload())
	b.want(`getComputedStyle(document.getElementById("filter")).display`, "none")
	b.want(`document.querySelectorAll(".copy:not([hidden])").length`, "0")
	b.click(`.finding summary`)
	b.want(`document.querySelector(".finding details").open`, "true")
	b.quiet()
}

func (b *tab) unfold() {
	b.Helper()
	evaluate[chromedp.Void](b, `for (const d of document.querySelectorAll("details")) d.open = true`)
}

// contrast fails for text that is harder to read than WCAG AA allows (4.5:1).
func (b *tab) contrast() {
	b.Helper()
	bad := evaluate[[]string](b, `(() => {
		const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
		const over = (layers) => {
			canvas.clearRect(0, 0, 1, 1);
			for (const c of layers) { canvas.fillStyle = c; canvas.fillRect(0, 0, 1, 1); }
			return canvas.getImageData(0, 0, 1, 1).data;
		};
		const luminance = ([r, g, b]) => [r, g, b].map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
			.reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
		const bad = new Set();
		for (const d of document.querySelectorAll("details")) d.open = true;
		for (const e of document.querySelectorAll("body *:not(script)")) {
			if (![...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()) || !e.checkVisibility() || e.matches(".skip")) continue;
			const layers = [];
			for (let p = e; p; p = p.parentElement) layers.unshift(getComputedStyle(p).backgroundColor);
			const [a, b] = [luminance(over(layers)), luminance(over([...layers, getComputedStyle(e).color]))].sort((x, y) => y - x);
			const ratio = (a + 0.05) / (b + 0.05);
			if (ratio < 4.5) bad.add(e.tagName + "." + e.className + " " + ratio.toFixed(2));
		}
		return [...bad];
	})()`)
	if len(bad) > 0 {
		b.Errorf("hard to read: %s", strings.Join(bad, "; "))
	}
}

// screenshot keeps a picture of the whole page where PGADEPT_TEST_SHOTS
// names a folder, for a person to look at.
func (b *tab) screenshot(name string) {
	b.Helper()
	dir := os.Getenv("PGADEPT_TEST_SHOTS")
	if dir == "" {
		return
	}
	png, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name), png, 0o600); err != nil {
		b.Fatal(err)
	}
}
