package report

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// chromium finds a browser. Without one the test is skipped, and says so;
// PGADEPT_TEST_BROWSER=required, as in .ci/run, makes that a failure.
func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "google-chrome", "chromium-browser", "chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	const message = "no Chromium in PATH, so the HTML report was not opened in a browser; on Debian: apt-get install chromium"
	if os.Getenv("PGADEPT_TEST_BROWSER") == "required" {
		t.Fatal(message)
	}
	t.Skip(message)
	return ""
}

// tab is one page of a real browser that shows an HTML report from disk.
type tab struct {
	testing.TB
	ctx context.Context

	mu       sync.Mutex
	requests []string // URLs other than the file's own
	errors   []string // of the console: exceptions, refusals of the policy
}

// startBrowser runs a browser with a profile of its own until the test ends.
func startBrowser(t *testing.T) context.Context {
	t.Helper()
	options := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(chromium(t)), chromedp.UserDataDir(filepath.Join(t.TempDir(), "profile")), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.NoFirstRun, chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
	}
	ctx, cancelTime := context.WithTimeout(context.Background(), 5*time.Minute)
	ctx, cancelBrowser := chromedp.NewExecAllocator(ctx, options...)
	ctx, cancelTab := chromedp.NewContext(ctx)
	t.Cleanup(func() { cancelTab(); cancelBrowser(); cancelTime() })
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// open shows a report in a new tab, with nothing remembered from others.
func open(t *testing.T, running context.Context, report string) *tab {
	t.Helper()
	file := filepath.Join(t.TempDir(), "report.html")
	if err := os.WriteFile(file, []byte(render(t, "html", report, TextOptions{})), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := chromedp.NewContext(running)
	t.Cleanup(cancel)
	b := &tab{TB: t, ctx: ctx}
	if err := chromedp.Listen(ctx, func(event any) { b.note(event, "file://"+file) }); err != nil {
		t.Fatal(err)
	}
	call(b, network.Enable, network.EnableParams{})
	call(b, log.Enable, cdp.Empty{})
	b.do(chromedp.EmulateViewport(1280, 900), chromedp.Navigate("file://"+file))
	evaluate[chromedp.Void](b, `localStorage.clear()`)
	b.do(chromedp.Reload())
	return b
}

func (b *tab) note(event any, own string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if url, _, _ := strings.Cut(e.Request.URL, "#"); url != own {
			b.requests = append(b.requests, url)
		}
	case *runtime.EventExceptionThrown:
		b.errors = append(b.errors, e.ExceptionDetails.Text)
	case *log.EventEntryAdded:
		b.errors = append(b.errors, e.Entry.Text)
	case *runtime.EventConsoleAPICalled:
		b.errors = append(b.errors, "console."+string(e.Type))
	}
}

// do runs actions that must succeed.
func (b *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	if err := chromedp.Do(b.ctx, actions...); err != nil {
		b.Fatal(err)
	}
}

// click clicks on the first element that the CSS selector finds.
func (b *tab) click(selector string) {
	b.Helper()
	b.do(chromedp.Click(chromedp.CSS(selector)))
}

// call runs a command of the DevTools protocol that must succeed.
func call[P, R any](b *tab, command cdp.Command[P, R], params P) {
	b.Helper()
	if _, err := chromedp.Call(b.ctx, command, params); err != nil {
		b.Fatal(err)
	}
}

// evaluate is the value of a JavaScript expression in the page.
func evaluate[T any](b *tab, js string) T {
	b.Helper()
	got, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](js, chromedp.EvalAwaitPromise))
	if err != nil {
		b.Fatalf("%s: %v", js, err)
	}
	return got
}

// want evaluates JavaScript and compares.
func (b *tab) want(js, want string) {
	b.Helper()
	if got := evaluate[string](b, "(async () => String("+js+"))()"); got != want {
		b.Errorf("%s is %q, want %q", js, got, want)
	}
}

// quiet fails the test when the page asked for anything or complained.
func (b *tab) quiet() {
	b.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.requests) > 0 || len(b.errors) > 0 {
		b.Errorf("the page asked for %q and the console shows %q", b.requests, b.errors)
	}
}

// mayCopy lets the page use the clipboard, as a person's click would.
func (b *tab) mayCopy() {
	b.Helper()
	for _, name := range []string{"clipboard-write", "clipboard-read"} {
		params := browser.SetPermissionParams{Permission: &browser.PermissionDescriptor{Name: name}, Setting: browser.PermissionSettingGranted}
		if _, err := chromedp.CallBrowser(b.ctx, browser.SetPermission, params); err != nil {
			b.Fatal(err)
		}
	}
}
