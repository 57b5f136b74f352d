/** The page's only style: light and dark, readable from 320 px on, and on paper. */
export const REPORT_STYLE = `
:root{color-scheme:light dark;--ink:#1c2430;--soft:#5a6675;--paper:#f5f6f8;--card:#fff;--edge:#dde2e9;--track:#e9edf2;
--bar:#a8c1ee;--strong:#2459c5;--warn:#8a4b00;--warn-paper:#fff4e0;--good:#0f6b45}
@media (prefers-color-scheme:dark){:root{--ink:#e7ebf1;--soft:#9aa7b8;--paper:#11151b;--card:#1a2028;--edge:#2c3541;--track:#252d38;
--bar:#3d5a92;--strong:#8fb4ff;--warn:#ffc773;--warn-paper:#2e2413;--good:#6fd3a5}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif}
main{max-width:60rem;margin:0 auto;padding:1.5rem 1rem 3rem}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 .25rem}
h2{font-size:1.05rem;margin:0 0 .75rem}
p{margin:.25rem 0}
.id,.name,td,th,dd{overflow-wrap:anywhere}
.id,small,.none,footer,.legend,dt{color:var(--soft)}
.flags{display:flex;flex-wrap:wrap;gap:.5rem;margin:.75rem 0 0;padding:0;list-style:none}
.flags li{border:1px solid var(--edge);background:var(--card);border-radius:1rem;padding:.1rem .75rem;font-size:.9rem}
.flags .warn{color:var(--warn);background:var(--warn-paper);border-color:currentColor;font-weight:600}
.flags .good{color:var(--good);border-color:currentColor;font-weight:600}
section,.notice{background:var(--card);border:1px solid var(--edge);border-radius:.75rem;padding:1rem;margin:1rem 0 0;break-inside:avoid}
.notice{background:var(--warn-paper);color:var(--warn);border-color:currentColor}
.notice h2{margin:0 0 .25rem}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(6.75rem,1fr));gap:1rem;margin:0}
.figures div{display:flex;flex-direction:column-reverse;justify-content:flex-end}
.figures dt{font-size:.85rem}
.figures dd{margin:0;font-size:1.4rem;font-weight:650;line-height:1.2;font-variant-numeric:tabular-nums}
.plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,24rem),1fr));gap:0 1rem}
.plots section:last-child{grid-column:1/-1}
.bars{list-style:none;margin:0;padding:0;display:grid;gap:.75rem}
.bars li{display:grid;grid-template-columns:1fr auto;gap:.1rem 1rem}
.bars svg{grid-column:1/-1;width:100%;height:.6rem;border-radius:.3rem;display:block}
.count{font-variant-numeric:tabular-nums;white-space:nowrap}
.track{fill:var(--track)}.bar{fill:var(--bar)}.bars .bar,.success{fill:var(--strong)}
.plot{margin:0;display:grid;grid-template-columns:auto 1fr;gap:.25rem .5rem}
.plot svg{width:100%;height:10rem;display:block;overflow:visible}
.scale{display:flex;flex-direction:column;justify-content:space-between;text-align:right}
.scale span{line-height:1}
.scale,figcaption{font-size:.8rem;color:var(--soft);font-variant-numeric:tabular-nums}
figcaption{grid-column:2;display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 1rem}
.grid{stroke:var(--edge);fill:none;stroke-width:1;vector-effect:non-scaling-stroke}
.line,.dots{stroke:var(--strong);fill:none;stroke-width:2;stroke-linejoin:round;vector-effect:non-scaling-stroke}
.dots{stroke-width:7;stroke-linecap:round}
.legend{font-size:.85rem;margin:.5rem 0 0}
.key{display:inline-block;width:.8rem;height:.8rem;border-radius:.2rem;vertical-align:-.05rem;margin:0 .3rem 0 .6rem}
.key.attempts{background:var(--bar);margin-left:0}.key.contacts{background:var(--strong)}
table{width:100%;border-collapse:collapse;font-size:.95rem}
th,td{text-align:left;padding:.35rem .75rem .35rem 0;border-bottom:1px solid var(--edge);vertical-align:top}
td.n,th.n{text-align:right;white-space:nowrap;overflow-wrap:normal;font-variant-numeric:tabular-nums;padding-right:0;padding-left:.75rem}
tr:last-child td{border-bottom:0}
time{white-space:nowrap}
figcaption time+time{margin-left:auto}
footer{margin:1.5rem 0 0;font-size:.85rem}
@media print{:root{color-scheme:light;--ink:#000;--soft:#444;--paper:#fff;--card:#fff;--edge:#bbb;--track:#eee;--bar:#b9c8e6;--strong:#1d4ba8;--warn:#6b3a00;--warn-paper:#fff;--good:#0a5135}
body{font-size:11pt}main{max-width:none;padding:0}svg,.key{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`;
