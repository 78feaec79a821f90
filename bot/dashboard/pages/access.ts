import type { FastifyInstance } from 'fastify';
import { accessRuleRoutes, accessRulesPanel } from '../access-rules-panel.ts';
import { clicksPanel, clicksRoutes } from '../clicks-panel.ts';
import type { DashboardOptions } from '../dashboard.ts';
import { explanationPanel, explanationRoutes } from '../explanation-panel.ts';
import { doneNotice } from '../forms.ts';
import { grantRoutes, grantsPanel } from '../grants-panel.ts';
import { visitOf } from '../guard.ts';
import { type Html, html } from '../html.ts';
import { page } from '../layout.ts';
import type { Visit } from '../visit.ts';

/** Draws the page, with a word on what is in the way of a change. */
export type RenderAccess = (visit: Visit, told: Html | null) => Promise<Html>;

/** Who may do what, and where; why; and who may see and steer all this. */
export async function accessPage(server: FastifyInstance, options: DashboardOptions): Promise<void> {
  const render: RenderAccess = async (visit, told) =>
    page(
      visit,
      'access',
      html`${told}
        ${explanationPanel(visit, options)}
        ${accessRulesPanel(visit, options)}
        ${clicksPanel(visit, options)}
        ${await grantsPanel(visit, options)}`,
    );

  server.get('/access', async (request, reply) => {
    const rendered = await render(visitOf(request), doneNotice(request.query));
    return reply.type('text/html').send(rendered.toString());
  });
  explanationRoutes(server, options);
  accessRuleRoutes(server, options, render);
  clicksRoutes(server, options, render);
  grantRoutes(server, options);
}
