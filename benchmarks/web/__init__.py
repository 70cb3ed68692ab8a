"""The web pages under the load of sixty people: `python -m benchmarks.web` writes `web.md`."""
