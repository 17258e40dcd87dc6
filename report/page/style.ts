/** The style of the page: system fonts, light and dark by the reader's preference, quiet on paper. */
export const styleSheet = `
:root { color-scheme: light dark; --ink: #1c2128; --soft: #59636e; --line: #d9dee4; --faint: #f4f6f8; --paper: #fff;
  --link: #1d62a8; --better: #1a7f37; --worse: #b35900; --warn: #fff4e0; --warn-line: #ffa90e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e3e8ee; --soft: #9aa5b1; --line: #333b45; --faint: #1b2027; --paper: #12161b;
  --link: #7db8f0; --better: #4cc26b; --worse: #f0a040; --warn: #2e2412; --warn-line: #a87012; } }
* { box-sizing: border-box; }
html { scroll-behavior: smooth; scroll-padding-top: 1rem; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
a { color: var(--link); text-decoration: none; } a:hover { text-decoration: underline; }
.page { display: grid; grid-template-columns: 13.5rem minmax(0, 1fr); max-width: 100rem; margin: 0 auto; }
nav { position: sticky; top: 0; align-self: start; max-height: 100vh; overflow-y: auto; padding: 2.6rem 1rem 2rem 1.5rem; font-size: .86rem; }
nav ul { list-style: none; margin: 0; padding: 0; } nav li { margin: .2rem 0; } nav ul ul { margin-left: .8rem; }
nav a { color: var(--soft); } nav a:hover { color: var(--link); } nav .lacking::after { content: " ⚠"; color: var(--worse); }
main { padding: 2.2rem 2.2rem 5rem; min-width: 0; }
header h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 .3rem; letter-spacing: -.01em; text-wrap: balance; }
header p { margin: 0; color: var(--soft); }
h2 { font-size: 1.4rem; margin: 3rem 0 .6rem; padding-top: .6rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.15rem; margin: 2.4rem 0 .4rem; } h4 { font-size: 1rem; margin: 1.2rem 0 .3rem; }
section > p { max-width: 52rem; } .note { color: var(--soft); font-size: .9rem; }
sup, sub { font-size: .72em; line-height: 0; } .bar { text-decoration: overline; }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(14rem, 1fr)); gap: .75rem; margin: 1.2rem 0; }
.facts div { display: flex; flex-direction: column-reverse; justify-content: flex-end; background: var(--faint); border-radius: .5rem; padding: .8rem 1rem; }
.facts dd { margin: 0; font-size: 1.15rem; font-weight: 600; font-variant-numeric: tabular-nums; } .facts dt { color: var(--soft); font-size: .82rem; }
.warning { background: var(--warn); border-left: .25rem solid var(--warn-line); border-radius: .25rem; padding: .6rem 1rem; }
.warning ul { margin: .3rem 0 0; padding-left: 1.2rem; }
.table { overflow-x: auto; margin: 1rem 0; }
table { border-collapse: collapse; font-size: .82rem; font-variant-numeric: tabular-nums lining-nums; line-height: 1.3; }
th, td { padding: .3rem .45rem; text-align: right; white-space: nowrap; vertical-align: baseline; } th { font-weight: 600; }
th.text, td.text { text-align: left; } tbody th { font-weight: 500; }
thead th { color: var(--soft); font-weight: 600; vertical-align: bottom; border-bottom: 1px solid var(--ink); }
thead .groups th { text-align: center; border-bottom: 1px solid var(--line); } thead .groups td { border: 0; }
tbody tr:last-child > * { border-bottom: 1px solid var(--ink); } tbody tr.block > * { border-top: 1px solid var(--line); }
tbody tr:hover > * { background: var(--faint); } tr.total > * { font-weight: 600; }
td small, th small { display: block; color: var(--soft); font-size: .82em; font-weight: 400; }
.better { color: var(--better); font-weight: 600; } .worse { color: var(--worse); font-weight: 600; }
.gallery { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 24rem), 1fr)); gap: 1.2rem; margin: 1rem 0; }
figure { margin: 0; } figure svg { display: block; width: 100%; height: auto; color: var(--ink); } figure.wide { max-width: 62rem; margin: 1.4rem 0; }
figcaption { color: var(--soft); font-size: .84rem; text-align: center; margin-top: .2rem; }
details { margin: .8rem 0; } summary { cursor: pointer; color: var(--link); font-size: .92rem; }
.category { content-visibility: auto; contain-intrinsic-size: auto 1400px; }
.definitions { display: grid; grid-template-columns: max-content minmax(0, 48rem); gap: .5rem 1.5rem; font-size: .92rem; }
.definitions dt { font-weight: 600; } .definitions dd { margin: 0; }
@media (max-width: 62rem) { .page { display: block; } nav { position: static; max-height: none; padding: 1.5rem 1.25rem 0; columns: 2; } main { padding: 1.25rem; }
  .definitions { display: block; } .definitions dd { margin-bottom: .6rem; } }
@media print { @page { size: A4; margin: 14mm 12mm; }
  :root { color-scheme: light; --ink: #000; --soft: #444; --line: #ccc; --faint: #fff; --paper: #fff; --link: #000; --better: #000; --worse: #000; --warn: #fff; }
  body { font-size: 10pt; } .page { display: block; } nav { display: none; } main { padding: 0; } table { font-size: 7pt; } th, td { padding: .15rem .35rem; }
  .gallery { grid-template-columns: 1fr 1fr; } .category { content-visibility: visible; break-before: page; } figure, tr { break-inside: avoid; } h2, h3, h4 { break-after: avoid; }
  .table { overflow: visible; } }
`;
