import type { ReportDocument, TableDocument } from '../../schemas/results/index.ts';
import { formatLuminosity } from '../style/numbers.ts';
import { figureBlock } from './figure-block.ts';
import { anchor, html, label, render, trusted, type Html } from './html.ts';
import { styleSheet } from './style.ts';
import { dataTable } from './table.ts';

export interface DocumentsSection {
  readonly title: string;
  readonly text: readonly string[];
  /** Closed until it is opened. */
  readonly fold: boolean;
  readonly documents: readonly ReportDocument[];
}

export interface DocumentsPage {
  readonly title: string;
  readonly text: readonly string[];
  readonly energyTev: number;
  readonly luminosityFb: number | undefined;
  /** What a section asks for and nothing is called. */
  readonly missing: readonly string[];
  readonly sections: readonly DocumentsSection[];
}

/** Sections of figures and tables as one HTML document that needs nothing else. The same input gives the same bytes. */
export function renderDocuments({ title, text, energyTev, luminosityFb, missing, sections }: DocumentsPage): string {
  const shown = sections.filter((section) => section.documents.length > 0 || section.text.length > 0);
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          ${trusted(styleSheet)}
        </style>
      </head>
      <body>
        <div class="page">
          <nav aria-label="Contents">
            <ul>
              ${shown.map((section) => html`<li><a href="#${anchor('section', section.title)}">${label(section.title)}</a></li>`)}
            </ul>
          </nav>
          <main>
            <header>
              <h1>${title}</h1>
              <p>
                Simulation, private work · √s = ${energyTev}
                TeV${luminosityFb === undefined ? null : html` · ${label(formatLuminosity(luminosityFb))}`}
              </p>
            </header>
            ${text.map((paragraph) => html`<p>${label(paragraph)}</p>`)} ${incomplete(missing)} ${shown.map(sectionOf)}
          </main>
        </div>
      </body>
    </html> `;
  return render(page).replaceAll(/\n\s+/g, '\n');
}

function incomplete(missing: readonly string[]): Html | null {
  if (missing.length === 0) return null;
  return html`<div class="warning" role="note">
    <strong>Incomplete.</strong> Nothing was made of: ${missing.join(', ')}.
  </div>`;
}

function sectionOf({ title, text, fold, documents }: DocumentsSection): Html {
  const content = html`${text.map((paragraph) => html`<p>${label(paragraph)}</p>`)} ${laidOut(documents)}`;
  return html`<section id="${anchor('section', title)}">
    <h2>${label(title)}</h2>
    ${
      fold
        ? html`<details>
            <summary>${documents.length} figures and tables</summary>
            ${content}
          </details>`
        : content
    }
  </section>`;
}

/** Figures side by side as far as they follow one another; tables and wide figures by themselves. */
function laidOut(documents: readonly ReportDocument[]): readonly Html[] {
  const blocks: Html[] = [];
  let gallery: Html[] = [];
  const close = (): void => {
    if (gallery.length > 0) blocks.push(html`<div class="gallery">${gallery}</div>`);
    gallery = [];
  };
  for (const document of documents) {
    if (document.kind === 'figure' && !document.wide) {
      gallery.push(figureBlock(document.svg, captionOf(document)));
      continue;
    }
    close();
    blocks.push(
      document.kind === 'figure' ? figureBlock(document.svg, captionOf(document), 'wide') : tableOf(document),
    );
  }
  close();
  return blocks;
}

const captionOf = ({ title, caption }: ReportDocument): Html =>
  label([title, caption].filter((part) => part !== '').join('. '));

function tableOf(table: TableDocument): Html {
  const columns = table.columns.map(({ title, text, group }, index) => ({
    title,
    text,
    ...(group === null ? {} : { group }),
    cell: (row: TableDocument['rows'][number]) => label(row[index]?.text ?? ''),
  }));
  return html`<h3>${label(table.title)}</h3>
    ${dataTable(columns, table.rows)} ${table.caption === '' ? null : html`<p class="note">${label(table.caption)}</p>`}`;
}
