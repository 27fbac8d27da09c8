// SPDX-License-Identifier: MIT
#include "report/sections.h"

// One column, two inks and a paper; colours have a dark twin, and paper has no dark side.
const char *const report_style[] = {
    ":root{color-scheme:light dark;--paper:#fbfaf7;--card:#fff;--ink:#1d2328;--soft:#5b656e;"
    "--line:#dcdcd4;--good:#1f6b45;--good-bg:#e3f1e8;--bad:#9b2c22;--bad-bg:#fae5e2;"
    "--warn:#7a5200;--warn-bg:#fbefd3;--plain:#47525c;--plain-bg:#ecedea;--blue:#2a5d8a;"
    "--bar:#b9c3ca}\n",
    "@media (prefers-color-scheme:dark){:root{--paper:#15191c;--card:#1c2125;--ink:#e3e6e4;"
    "--soft:#9ba6ad;--line:#343b41;--good:#8fd3ac;--good-bg:#1b3427;--bad:#f0a59c;"
    "--bad-bg:#43201c;--warn:#e8c374;--warn-bg:#3c2f12;--plain:#b7c0c6;--plain-bg:#2b3237;"
    "--blue:#8dbde6;--bar:#56626b}}\n",
    "*{box-sizing:border-box}\n",
    "body{margin:0;background:var(--paper);color:var(--ink);"
    "font:16px/1.55 system-ui,-apple-system,\"Segoe UI\",\"Noto Sans\",\"DejaVu "
    "Sans\",sans-serif}\n",
    "main,header,footer{max-width:68rem;margin:0 auto;padding:0 1.5rem}\n",
    "header{padding-top:2.5rem}footer{padding-bottom:3rem;color:var(--soft);font-size:.875rem}\n",
    "h1{font-size:1.75rem;line-height:1.2;margin:0 0 .25rem;font-weight:650;"
    "letter-spacing:-.01em}\n",
    "h2{font-size:1.25rem;line-height:1.3;margin:3rem 0 .5rem;padding-top:1rem;"
    "border-top:1px solid var(--line);font-weight:650}\n",
    "h3{font-size:1rem;margin:1.5rem 0 .25rem;font-weight:650}\n",
    "p{margin:.5rem 0 .75rem;max-width:46rem}\n",
    ".soft,.lead{color:var(--soft)}.lead{margin-top:0}\n",
    "nav{margin:1rem 0 1.5rem;font-size:.875rem}nav a{margin-right:1rem;white-space:nowrap}\n",
    "a{color:var(--blue);text-underline-offset:.15em}\n",
    "code,.id{font:.875em/1.4 ui-monospace,\"Noto Sans Mono\",\"DejaVu Sans Mono\",monospace;"
    "overflow-wrap:anywhere}\n",
    ".answer{border:1px solid var(--line);border-left:.5rem solid var(--plain);"
    "background:var(--card);border-radius:.375rem;padding:1.25rem 1.5rem;margin:1rem 0}\n",
    ".answer.good{border-left-color:var(--good)}.answer.bad{border-left-color:var(--bad)}\n",
    ".answer p{max-width:none}.answer .say{font-size:1.25rem;line-height:1.4;margin:0 0 .5rem}\n",
    ".answer ul{margin:.5rem 0 0;padding-left:1.25rem}\n",
    ".numbers{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.25rem,1fr));gap:1rem;"
    "margin:1rem 0;padding:0}\n",
    ".numbers div{background:var(--card);border:1px solid var(--line);border-radius:.375rem;"
    "padding:.75rem 1rem}\n",
    ".numbers dt{color:var(--soft);font-size:.875rem;line-height:1.35}\n",
    ".numbers dd{margin:0 0 .125rem;font-size:1.625rem;line-height:1.25;font-weight:650;"
    "font-variant-numeric:tabular-nums}\n",
    ".numbers .was{color:var(--soft);font-weight:400;font-size:1.125rem}\n",
    ".scroll{overflow-x:auto;margin:.75rem 0 1.25rem}\n",
    "table{border-collapse:collapse;width:100%;font-size:.9rem;line-height:1.45}\n",
    "caption{text-align:left;color:var(--soft);padding:0 0 .375rem;font-size:.875rem}\n",
    "th,td{text-align:left;vertical-align:top;padding:.4375rem .75rem .4375rem 0;"
    "border-bottom:1px solid var(--line)}\n",
    "thead th{color:var(--soft);font-weight:550;font-size:.8125rem;white-space:nowrap;"
    "vertical-align:bottom}\n",
    "tbody th{font-weight:550}td:last-child,th:last-child{padding-right:0}\n",
    ".num{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap;padding-right:1."
    "5rem}\n",
    "td small,th small{display:block;color:var(--soft);font-size:.8125rem;font-weight:400;"
    "line-height:1.4}\n",
    ".badge{display:inline-block;padding:.0625rem .5rem;border-radius:1rem;font-size:.8125rem;"
    "font-weight:400;line-height:1.4;white-space:nowrap;background:var(--plain-bg);color:var(--"
    "plain)}\n",
    ".badge.good{background:var(--good-bg);color:var(--good)}\n",
    ".badge.bad{background:var(--bad-bg);color:var(--bad)}\n",
    ".badge.warn{background:var(--warn-bg);color:var(--warn)}\n",
    ".card{background:var(--card);border:1px solid var(--line);border-radius:.375rem;"
    "padding:.75rem 1.25rem 1rem;margin:1rem 0;break-inside:avoid}\n",
    ".card h3{margin-top:.25rem}.card dl{display:grid;grid-template-columns:10rem 1fr;"
    "gap:.25rem 1rem;margin:.5rem 0 0;font-size:.9rem}\n",
    ".card dt{color:var(--soft)}.card dd{margin:0}.card ul{margin:0;padding-left:1.125rem}\n",
    ".pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(22rem,1fr));gap:0 2.5rem}\n",
    ".matrix thead th+th,.matrix td{text-align:center;padding-right:0}\n",
    ".matrix td{font-variant-numeric:tabular-nums;width:17%}\n",
    ".matrix td.above{background:var(--bad-bg);color:var(--bad);font-weight:650}\n",
    ".matrix td.within{background:var(--good-bg);color:var(--good)}\n",
    "details{margin:.5rem 0 1rem}summary{cursor:pointer;color:var(--blue)}\n",
    "svg{display:block;max-width:100%;height:auto}svg text{fill:var(--ink);font-size:13px}\n",
    "svg .soft{fill:var(--soft);font-size:12px}svg .band{fill:var(--plain-bg);opacity:.55}\n",
    "svg .box{fill:var(--card);stroke:var(--soft)}svg .required{stroke:var(--blue);"
    "stroke-width:2}\n",
    "svg .service{stroke:var(--warn);stroke-width:1.5;stroke-dasharray:6 3}\n",
    "svg .none{stroke:var(--soft);stroke-dasharray:2 3}\n",
    "svg .device{fill:var(--card);stroke:var(--ink);stroke-width:2}\n",
    "svg .edge{fill:none;stroke:var(--soft)}svg .was{fill:var(--bar)}svg .now{fill:var(--blue)}\n",
    "@media (max-width:40rem){.card dl{grid-template-columns:1fr}.pair{display:block}}\n",
    "@media print{:root{color-scheme:light;--paper:#fff;--card:#fff;--ink:#000;--soft:#444;"
    "--line:#bbb;--good:#14502f;--good-bg:#eaf4ee;--bad:#8b1e14;--bad-bg:#fbeceb;--warn:#6b4700;"
    "--warn-bg:#fbf3e0;--plain:#333;--plain-bg:#eee;--blue:#1d456a;--bar:#bbb}\n",
    "body{font-size:10.5pt}nav{display:none}h2{break-after:avoid}tr{break-inside:avoid}\n",
    ".scroll{overflow:visible}thead{display:table-header-group}a{color:inherit}\n",
    "*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}\n",
    NULL,
};
