import { collisionHeader } from '../figures/layout.ts';
import { formatLuminosity } from '../style/numbers.ts';
import { collectCategories, type Category } from './categories.ts';
import { html, label, render, trusted, type Html } from './html.ts';
import type { ReportInputs, ReportSettings } from './inputs.ts';
import { categorySection } from './sections/category.ts';
import { comparisonSection } from './sections/comparison.ts';
import { cutflowsSection } from './sections/cutflows.ts';
import { definitionsSection } from './sections/definitions.ts';
import { massesSection } from './sections/masses.ts';
import { summarySection } from './sections/summary.ts';
import { yieldsSection } from './sections/yields.ts';
import { styleSheet } from './style.ts';

/**
 * The report of a campaign as one HTML document that needs nothing else: no network, no script, no fonts. The same inputs give the
 * same bytes.
 */
export async function renderPage(inputs: ReportInputs, settings: ReportSettings): Promise<string> {
  const categories = collectCategories(inputs);
  const header = collisionHeader(settings.energyTev, settings.luminosityFb);
  const [comparison, masses, cutflows] = await Promise.all([
    comparisonSection(categories, header),
    massesSection(categories, header),
    cutflowsSection(inputs, header),
  ]);
  const yields = yieldsSection(inputs, settings);
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${settings.title}</title>
        <style>
          ${trusted(styleSheet)}
        </style>
      </head>
      <body>
        <div class="page">
          ${contents(categories, { masses, yields, cutflows })}
          <main>
            <header>
              <h1>${settings.title}</h1>
              <p>
                Simulation, private work · √s = ${settings.energyTev} TeV ·
                ${label(formatLuminosity(settings.luminosityFb))}
              </p>
            </header>
            ${summarySection(inputs, settings, categories)} ${comparison} ${masses} ${yields} ${cutflows}
            <section id="categories">
              <h2>Categories</h2>
              ${categories.map(categorySection)}
            </section>
            ${definitionsSection(settings)}
          </main>
        </div>
      </body>
    </html> `;
  // Templates are indented for their readers; a page need not be.
  return render(page).replaceAll(/\n\s+/g, '\n');
}

/** Links to the sections that are there. */
function contents(
  categories: readonly Category[],
  sections: Readonly<Record<'masses' | 'yields' | 'cutflows', Html | null>>,
): Html {
  const entries = [
    ['summary', 'Summary', true],
    ['comparison', 'Networks and cut and count', true],
    ['masses', 'Significance against mass', sections.masses !== null],
    ['yields', 'Samples and yields', sections.yields !== null],
    ['cutflows', 'Cutflows', sections.cutflows !== null],
  ] as const;
  return html`<nav aria-label="Contents">
    <ul>
      ${entries.filter(([, , there]) => there).map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>`)}
      <li>
        <a href="#categories">Categories</a>
        <ul>
          ${categories.map(
            ({ id, name, missing }) =>
              html`<li>
                <a href="#${id}" ${missing.length === 0 ? null : trusted(' class="lacking"')}>${label(name)}</a>
              </li>`,
          )}
        </ul>
      </li>
      <li><a href="#definitions">Definitions</a></li>
    </ul>
  </nav>`;
}
