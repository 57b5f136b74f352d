import * as z from 'zod/mini';
import { AlertClasses } from '../messages/alert-class.ts';
import { ContextRules } from '../messages/context.ts';
import { PanelRules } from '../messages/panel.ts';
import { jsonVariable } from '../runtime/env.ts';

/** What the stack gives the panel. */
export const PanelEnv = z.object({
  LEDGER_TABLE: z.string(),
  CONTACTS_TABLE: z.string(),
  ARCHIVE_BUCKET: z.string(),
  REFRESH_QUEUE: z.string(),
  COMPLETIONS_QUEUE: z.string(),
  PANEL: jsonVariable(PanelRules),
  CONTEXT: jsonVariable(ContextRules),
  ALERT_CLASSES: jsonVariable(AlertClasses),
});
export type PanelEnv = z.input<typeof PanelEnv>;
