import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import type { HtmlTools } from '../../ports/html.js';

type Chart = Parameters<HtmlTools['draw']>[0][number];

const ROW_HEIGHT = 26;

/** In: the rows of a chart. Out: one `<svg>` element, drawn without a browser; its texts take their colour from the page. */
export async function drawChart({ title, rows, colours }: Chart): Promise<string> {
  const longest = Math.max(1, ...rows.map(({ count }) => count));
  const spec: TopLevelSpec = {
    width: 220,
    height: { step: ROW_HEIGHT },
    background: 'transparent',
    autosize: { type: 'pad', contains: 'padding' },
    data: { values: rows.map(({ label, count, kind }) => ({ label, count, kind })) },
    encoding: {
      y: {
        field: 'label',
        type: 'nominal',
        sort: null,
        axis: {
          title: null,
          ticks: false,
          domain: false,
          labelLimit: 500,
          labelPadding: 8,
          labelExpr: "length(datum.label) > 46 ? slice(datum.label, 0, 45) + '…' : datum.label",
        },
      },
      x: { field: 'count', type: 'quantitative', axis: null, scale: { domain: [0, longest * 1.18] } },
    },
    layer: [
      {
        mark: { type: 'bar', height: 16, cornerRadiusEnd: 3 },
        encoding: {
          color: { field: 'kind', type: 'nominal', legend: null, scale: { domain: Object.keys(colours), range: Object.values(colours) } },
        },
      },
      { mark: { type: 'text', align: 'left', dx: 6 }, encoding: { text: { field: 'count', type: 'quantitative', format: ',' } } },
    ],
    config: { view: { stroke: null }, font: 'system-ui, sans-serif', axis: { labelFontSize: 13 }, text: { fontSize: 13 } },
  };
  const view = new View(parse(compile(spec).spec), { renderer: 'none' });
  const svg = await view.toSVG();
  view.finalize();
  return named(svg, title);
}

/** The figures stand in a table of the page, too: to a screen reader the picture is one picture with a name. */
function named(svg: string, title: string): string {
  const label = title.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
  return svg.replace(/ (?:aria-[a-z]{1,30}|role|style)="[^"]{0,1000}"/g, '').replace(/^<svg/, `<svg role="img" aria-label="${label}"`);
}
