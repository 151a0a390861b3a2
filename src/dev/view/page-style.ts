/** How the page looks: light and dark as the system is, in one column where there is no place for two. */
export const pageStyle = `
:root {
  --back: #f6f7f9; --card: #fff; --text: #1b1f27; --soft: #5a6372; --line: #dde1e8; --mark: #e8effc;
  --accent: #2458c5; --good: #17713a; --good-back: #e2f4e8; --bad: #b3261e; --bad-back: #fce8e6; --wait: #8a5200; --wait-back: #fdf0d9;
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --back: #12151b; --card: #1b1f27; --text: #e7eaf0; --soft: #a0a9b8; --line: #323845; --mark: #24314d;
    --accent: #8fb4ff; --good: #7fd99a; --good-back: #17331f; --bad: #ffa79f; --bad-back: #45201d; --wait: #f4c26b; --wait-back: #3b2c10;
  }
}
* { box-sizing: border-box; }
html, body { height: 100%; }
body { margin: 0; display: flex; flex-direction: column; background: var(--back); color: var(--text); font: 14px/1.5 system-ui, sans-serif; }
h1, h2, h3, p, dl, dd, ul, ol { margin: 0; padding: 0; }
ul, ol { list-style: none; }
.skip { position: absolute; left: -99em; }
.skip:focus { left: 1em; top: 1em; z-index: 2; background: var(--card); padding: .5em 1em; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
header { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem 1rem; padding: .7rem 1.2rem; background: var(--card); border-bottom: 1px solid var(--line); }
h1 { font-size: 1.1rem; }
#figures { display: flex; flex-wrap: wrap; gap: .2rem 1.4rem; margin-left: auto; }
#figures div { display: flex; gap: .4rem; }
#figures dt { color: var(--soft); }
#figures dd { font-variant-numeric: tabular-nums; font-weight: 600; }
.pill { display: inline-block; padding: 0 .6em; border-radius: 1em; font-size: .85rem; font-weight: 600; background: var(--mark); color: var(--soft); white-space: nowrap; }
.good { background: var(--good-back); color: var(--good); }
.bad { background: var(--bad-back); color: var(--bad); }
.waiting { background: var(--wait-back); color: var(--wait); }
#problems p { padding: .4rem 1.2rem; background: var(--wait-back); color: var(--wait); }
main { flex: 1; min-height: 0; display: grid; grid-template-columns: minmax(16rem, 24rem) 1fr; }
nav { display: flex; flex-direction: column; min-height: 0; border-right: 1px solid var(--line); }
#search { margin: .8rem; padding: .45rem .7rem; font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: .4rem; }
#objects { overflow: auto; padding: 0 .5rem 1rem; }
#objects h2 { padding: .5rem .5rem .2rem; font-size: .8rem; color: var(--soft); }
#objects button { display: grid; grid-template-columns: 1fr auto; gap: .1rem .5rem; width: 100%; padding: .45rem .6rem; border: 0; border-radius: .4rem; background: none; color: inherit; font: inherit; text-align: left; cursor: pointer; }
#objects button:hover { background: var(--mark); }
#objects button[aria-current] { background: var(--mark); box-shadow: inset 3px 0 var(--accent); }
#objects .name { overflow-wrap: anywhere; font-weight: 600; }
#objects .sub { grid-column: 1 / -1; color: var(--soft); font-size: .85rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
#objects .sub.failed { color: var(--bad); }
article { overflow: auto; padding: 1.2rem 1.5rem 3rem; }
article:focus { outline: none; }
article > h2 { font-size: 1.25rem; overflow-wrap: anywhere; }
.about { color: var(--soft); }
article section { margin-top: 1.4rem; }
section > h3 { margin-bottom: .4rem; font-size: .95rem; }
.card, table, .tree { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; }
.banner { margin-top: .8rem; padding: .6rem .8rem; border-radius: .5rem; background: var(--bad-back); color: var(--bad); white-space: pre-wrap; overflow-wrap: anywhere; }
table { width: 100%; border-spacing: 0; border-collapse: separate; }
th, td { padding: .4rem .7rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); overflow-wrap: break-word; }
tr:last-child > td { border-bottom: 0; }
th { color: var(--soft); font-weight: 600; font-size: .85rem; }
td.number, td.time, td.lane { white-space: nowrap; font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; }
.tree { padding: .5rem .8rem; }
.tree ul { margin-left: .55rem; padding-left: 1rem; border-left: 1px solid var(--line); }
.tree .node { display: flex; flex-wrap: wrap; gap: .2rem .6rem; align-items: center; padding: .15rem 0; }
.kind { color: var(--soft); }
.runs > li { margin-bottom: .4rem; }
details.card > summary { display: flex; flex-wrap: wrap; align-items: center; gap: .2rem .8rem; padding: .5rem .8rem; cursor: pointer; }
details.card > summary::before { content: "▸"; color: var(--soft); }
details.card[open] > summary::before { content: "▾"; }
details.card > .inside { padding: 0 .8rem .8rem; }
summary .why { flex: 1 1 16rem; color: var(--soft); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.causes { margin: .2rem 0 .6rem 1.2rem; list-style: disc; overflow-wrap: anywhere; }
.calls .more td { border-bottom: 0; }
.calls td[colspan] { padding-top: 0; }
.calls td:nth-child(2) { white-space: nowrap; }
.calls td { font-family: var(--mono); font-size: .84rem; }
.calls td.lane { min-width: 8rem; width: 30%; }
.lane div { position: relative; height: 1.25em; }
.lane i { position: absolute; top: .3em; height: .65em; min-width: 3px; border-radius: 2px; background: var(--accent); }
.lane i.write { background: var(--good); }
.lane i.failed { background: var(--bad); }
.verb { font-weight: 600; }
tbody td:last-child { min-width: 8rem; }
.quiet { color: var(--soft); }
.diff { margin: .3rem 0 .1rem; border: 1px solid var(--line); border-radius: .4rem; overflow: hidden; }
.diff p { padding: .1rem .5rem; white-space: pre-wrap; overflow-wrap: anywhere; }
.diff .path { background: var(--back); color: var(--soft); }
.diff .gone { background: var(--bad-back); color: var(--bad); }
.diff .come { background: var(--good-back); color: var(--good); }
pre { margin: 0; overflow: auto; font: .84rem/1.5 var(--mono); }
.empty { padding: 2rem; color: var(--soft); text-align: center; }
@media (max-width: 50rem) {
  html, body { height: auto; }
  main { display: block; }
  nav { border-right: 0; border-bottom: 1px solid var(--line); max-height: 45vh; }
  article { padding: 1rem; }
  #figures { margin-left: 0; }
  .calls td.lane, .calls th.lane { display: none; }
}
`;
