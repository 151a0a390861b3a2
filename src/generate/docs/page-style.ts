/** How the page looks; fonts are the reader's own, and so is the choice of light or dark. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --panel: #f6f7f9; --ink: #1b2330; --soft: #5a6576; --line: #e1e5eb; --accent: #2256c7;
  --accent-soft: #e8eefb; --red: #b3261e; --red-soft: #fcebea; --amber: #7a4d00; --amber-soft: #fdf1da; --code: #f1f3f6; --green: #0b6b4f;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
  --mono: ui-monospace, SFMono-Regular, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #12161c; --panel: #171c24; --ink: #e4e9f0; --soft: #9aa6b6; --line: #2a323d; --accent: #8ab0ff;
    --accent-soft: #1c2a45; --red: #ff9d94; --red-soft: #3a1c1a; --amber: #f2c572; --amber-soft: #33270f; --code: #1d242d; --green: #6fd3ae;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1.5rem; }
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
body { margin: 0; display: grid; grid-template-columns: 17rem minmax(0, 1fr); background: var(--paper); color: var(--ink); font: 16px/1.6 var(--sans); }
a { color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: 2px; }
a:focus-visible, summary:focus-visible, button:focus-visible, input:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
code, pre { font-family: var(--mono); font-size: .875em; }
code { background: var(--code); border-radius: 4px; padding: .1em .35em; overflow-wrap: anywhere; }
.skip { position: absolute; left: -99rem; } .skip:focus { left: 1rem; top: 1rem; background: var(--paper); padding: .5rem 1rem; z-index: 2; }
.hidden { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; white-space: nowrap; }
.hint { color: var(--soft); font-size: .875rem; margin: 0; }

nav { position: sticky; top: 0; height: 100vh; overflow-y: auto; background: var(--panel); border-right: 1px solid var(--line); padding: 1.75rem 1.25rem; font-size: .9375rem; }
nav h1 { font-size: 1.0625rem; line-height: 1.3; margin: 0 0 1.25rem; }
nav h1 a, nav h2 a { color: inherit; text-decoration: none; }
nav h2 { font-size: .9375rem; margin: 1.5rem 0 0; }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: .4rem; margin: .5rem 0 0; padding: 0; }
nav ul a { display: block; font: .8125rem/1.5 var(--mono); padding: .05rem .5rem; border: 1px solid var(--line); border-radius: 999px; text-decoration: none; background: var(--paper); }
nav ul a:hover { border-color: var(--accent); } nav ul a.old { color: var(--soft); text-decoration: line-through; }
.search, #found, .buttons { display: none; } .scripted .search { display: block; } .scripted #found:not(:empty) { display: block; margin-top: .5rem; } .scripted .buttons { display: flex; gap: .5rem; margin-top: 2rem; }
input { width: 100%; font: inherit; font-size: .9375rem; color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: 8px; padding: .45rem .75rem; }
button { font: inherit; font-size: .8125rem; color: var(--soft); background: none; border: 1px solid var(--line); border-radius: 6px; padding: .2rem .6rem; cursor: pointer; } button:hover { color: var(--ink); border-color: var(--soft); }
#results { list-style: none; margin: .5rem 0 0; padding: 0; } #results li { padding: .3rem 0; border-top: 1px solid var(--line); line-height: 1.4; }
#results a { display: block; font: .8125rem/1.4 var(--mono); overflow-wrap: anywhere; text-decoration: none; } #results span { color: var(--soft); font-size: .75rem; }

main { padding: 3rem clamp(1.25rem, 5vw, 4.5rem) 30vh; max-width: 62rem; }
article + article { margin-top: 5rem; padding-top: 4rem; border-top: 1px solid var(--line); }
.group { font: .875rem/1.4 var(--mono); color: var(--soft); margin: 0; }
article h2 { font-size: 2.125rem; line-height: 1.2; letter-spacing: -.02em; margin: .25rem 0 .75rem; }
.version { font-weight: 400; color: var(--soft); }
h3 { font-size: 1.1875rem; margin: 2.75rem 0 .75rem; }
.badges { display: flex; flex-wrap: wrap; gap: .4rem; margin: 0 0 1.25rem; }
.badge { font-size: .75rem; line-height: 1.7; padding: 0 .6rem; border-radius: 999px; background: var(--accent-soft); color: var(--accent); } .badge.warn { background: var(--amber-soft); color: var(--amber); }
.prose p, .prose ul { margin: 0 0 .75rem; max-width: 46rem; white-space: pre-line; } .prose ul { padding-left: 1.25rem; white-space: normal; } .prose > :last-child { margin-bottom: 0; }
.prose pre { background: var(--code); border-radius: 8px; padding: .75rem 1rem; overflow-x: auto; } .prose pre code { background: none; padding: 0; }
article > .prose { font-size: 1.0625rem; }
article > .warning { margin-bottom: 1rem; }
.warning { background: var(--amber-soft); color: var(--amber); border-radius: 6px; padding: .4rem .75rem; margin: .25rem 0 .5rem; font-size: .9375rem; }
.facts { margin: 1.5rem 0 0; border: 1px solid var(--line); border-radius: 10px; overflow: hidden; font-size: .9375rem; }
.facts div { display: grid; grid-template-columns: 8rem minmax(0, 1fr); padding: .5rem 1rem; } .facts div + div { border-top: 1px solid var(--line); }
dt { color: var(--soft); } dd { margin: 0; }
.columns { margin-top: .75rem; font-size: .9375rem; } .columns summary { cursor: pointer; color: var(--soft); }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; margin-top: .5rem; } th, td { text-align: left; padding: .4rem .75rem .4rem 0; border-bottom: 1px solid var(--line); vertical-align: top; font-weight: 400; } thead th { color: var(--soft); } tbody th { font-weight: 600; }

.fields { display: grid; }
.field { border-top: 1px solid var(--line); padding: .75rem 0; scroll-margin-top: 1rem; }
.fields > .field:first-child { border-top: 0; }
.field:target > .head { background: var(--accent-soft); box-shadow: 0 0 0 .35rem var(--accent-soft); border-radius: 4px; }
.head { display: flex; flex-wrap: wrap; align-items: baseline; gap: .1rem .6rem; list-style: none; }
summary.head { cursor: pointer; position: relative; } summary.head::-webkit-details-marker { display: none; }
summary.head::before { content: ""; position: absolute; left: -1.05rem; top: .55rem; width: .4rem; height: .4rem; border: solid var(--soft); border-width: 0 1.5px 1.5px 0; transform: rotate(-45deg); transition: transform .12s; }
details[open] > summary.head::before { transform: rotate(45deg); top: .45rem; }
.name { font-size: .9375rem; font-weight: 600; background: none; padding: 0; } .deprecated > .head .name { text-decoration: line-through; color: var(--soft); }
.type { font: .8125rem/1.5 var(--mono); color: var(--green); overflow-wrap: anywhere; }
.mark { font-size: .75rem; line-height: 1.6; padding: 0 .45rem; border-radius: 4px; background: var(--code); color: var(--soft); } .mark.required { background: var(--red-soft); color: var(--red); } .mark.warn { background: var(--amber-soft); color: var(--amber); }
.count { font-size: .75rem; color: var(--soft); } .teaser { flex-basis: 100%; font-size: .9375rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; } details[open] > .head > .count, details[open] > .head > .teaser { display: none; }
.anchor { color: var(--soft); text-decoration: none; opacity: 0; font-weight: 400; } .head:hover .anchor, .anchor:focus, h2:hover .anchor { opacity: 1; }
.body { font-size: .9375rem; } .body > :first-child { margin-top: .25rem; } .body p { margin: .25rem 0; }
.traits { list-style: none; display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; margin: .4rem 0 0; padding: 0; font-size: .875rem; color: var(--soft); } .traits code { color: var(--ink); }
.label { color: var(--soft); }
ul.rules { margin: .5rem 0 0; padding: .5rem .9rem; list-style: none; border-left: 3px solid var(--line); font-size: .875rem; } ul.rules li + li { margin-top: .35rem; } .rule { color: var(--soft); }
.same { font-size: .875rem; color: var(--soft); }
details > .fields { margin: .5rem 0 0 .3rem; padding-left: 1.6rem; border-left: 1px solid var(--line); }
.example { background: var(--panel); border: 1px solid var(--line); border-radius: 10px; padding: 1rem 1.25rem; overflow-x: auto; line-height: 1.55; } .example code { background: none; padding: 0; } .key { color: var(--accent); }

@media (max-width: 52rem) { body { display: block; } nav { position: static; height: auto; border-right: 0; border-bottom: 1px solid var(--line); padding: 1.25rem; } main { padding-top: 2rem; } .facts div { grid-template-columns: 6.5rem minmax(0, 1fr); } details > .fields { padding-left: 1.25rem; } }
@media print { :root { --paper: #fff; --panel: #fff; --ink: #000; --soft: #444; --line: #bbb; } body { display: block; font-size: 10pt; } nav, .anchor, .skip { display: none; } main { max-width: none; padding: 0; } article + article { break-before: page; } .head { break-after: avoid; } .example { white-space: pre-wrap; } }
`;
