"""The page of mateo report in a browser, at the widths of a desk and of a telephone."""

import contextlib
import json
import re
import shutil
import sqlite3
import subprocess

from reporting import ReportCase
from support import PATIENCE, ROOT, Sandbox

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
WIDTHS = [1280, 400]
# For people who want to look.
PICTURES = ROOT / "build/test/report"
# The report is measured from the outside, because no script may run in it.
FRAMES = """<!doctype html><title>waiting</title>
<body style="margin:0;display:flex;gap:20px;background:gray">""" + "".join(
    f'<iframe src="report.html" width="{width}" height="1600" style="border:0;flex:none"></iframe>' for width in WIDTHS) + """
<script>
onload = () => {
  document.title = JSON.stringify([...document.querySelectorAll("iframe")].map(frame => {
    const root = frame.contentDocument.documentElement;
    const outside = [...root.querySelectorAll("*")]
      .filter(part => part.getBoundingClientRect().right > frame.width - 0 + 0.5)
      .map(part => part.tagName + " " + part.className);
    return {width: frame.width - 0, scrollWidth: root.scrollWidth, height: root.scrollHeight, outside};
  }));
};
</script>"""


class Rendering(ReportCase):
    def chromium(self, *arguments):
        done = subprocess.run(
            [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
             "--allow-file-access-from-files", f"--user-data-dir={self.folder / 'profile'}", "--window-size=1700,1600",
             *arguments, f"file://{self.folder / 'frames.html'}"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=PATIENCE, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def picture(self, name, *arguments):
        PICTURES.mkdir(parents=True, exist_ok=True)
        path = PICTURES / name
        path.unlink(missing_ok=True)
        self.chromium(f"--screenshot={path}", *arguments)
        return path.read_bytes()

    def test_widths_and_colors(self):
        self.assertIsNotNone(CHROMIUM, "Chromium is missing. Install the Debian package chromium.")
        with Sandbox("--requests-per-second", "0", "--processing-ms", "20", "--faults", "429@3") as sandbox:
            self.fill(sandbox)
        # Words without a space are the widest.
        with contextlib.closing(sqlite3.connect(self.journal)) as database, database:
            database.execute("UPDATE outcome SET message = ?, input = ?", ["m" * 300, json.dumps({"k" * 300: "v" * 300})])
            database.execute("UPDATE import SET name = ?", ["n" * 200])
        self.assertEnds(self.mateo("report", "n" * 200, "--examples", "-o", self.folder / "report.html"), 0)
        self.write("frames.html", FRAMES)
        title = re.search("<title>(.*?)</title>", self.chromium("--dump-dom"))[1]
        measured = json.loads(title.replace("&quot;", '"'))
        self.assertEqual([frame["width"] for frame in measured], WIDTHS)
        for frame in measured:
            self.assertEqual(frame["scrollWidth"], frame["width"], "the page scrolls sideways")
            self.assertEqual(frame["outside"], [], f"at {frame['width']} pixels")
            self.assertGreater(frame["height"], 1600)
        light = self.picture("light.png")
        dark = self.picture("dark.png", "--blink-settings=preferredColorScheme=0")
        self.assertNotEqual(light, dark, "the page looks the same in both color schemes")
