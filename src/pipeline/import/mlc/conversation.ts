import * as v from 'valibot';
import { ChatTemplateSchema, MAX_STOPS, type ChatTemplate } from '../../../domain/model/model-config.ts';
import {
  DEFAULT_SYSTEM_MESSAGE,
  TEMPLATE_NAMES,
  makeTemplate,
} from '../../../domain/prompt/chat-templates.ts';
import { recogniseTemplate } from '../../../domain/prompt/recognise-template.ts';
import type { TokenizerFacts } from '../../shards/tokenizer-facts.ts';
import type { MlcChatConfig } from './chat-config-file.ts';

const text = v.pipe(v.string(), v.maxLength(4096));
/** `conv_template` of mlc-chat-config.json, as far as one question and its answer need it. */
const ConversationSchema = v.object({
  name: v.optional(v.nullable(text)),
  system_template: text,
  system_message: v.optional(v.nullable(text), ''),
  system_prefix_token_ids: v.optional(v.nullable(v.array(v.number()))),
  add_role_after_system_message: v.optional(v.nullable(v.boolean())),
  roles: v.object({ user: text, assistant: text }),
  role_templates: v.optional(v.nullable(v.object({ user: v.optional(v.nullable(text)) }))),
  seps: v.pipe(v.array(text), v.minLength(1), v.maxLength(4)),
  role_content_sep: v.optional(v.nullable(text)),
  role_empty_sep: v.optional(v.nullable(text)),
  stop_str: v.optional(v.nullable(v.pipe(v.array(text), v.maxLength(64)))),
  stop_token_ids: v.optional(v.nullable(v.pipe(v.array(v.number()), v.maxLength(64)))),
});
type Conversation = v.InferOutput<typeof ConversationSchema>;

/** What web-llm puts between a role and its text where the config names nothing. */
const DEFAULT_SEPARATOR = ': ';
/** A general greeting asks for no impression; one of these words says that the message is about reports. */
const ABOUT_REPORTS = /impression|report|radiolog|finding/i;

/**
 * The chat template that MLC's tools wrote, as ours: what web-llm would join for one system message, one question and
 * the beginning of an answer. Where it cannot be taken over, one is recognised by its name or the vocabulary.
 * @returns null when the vocabulary has no token that could end an impression
 */
export function chatTemplateOf(config: MlcChatConfig, facts: TokenizerFacts): ChatTemplate | null {
  const parsed = v.safeParse(ConversationSchema, config.conversation);
  const taken = parsed.success ? joined(parsed.output, config, facts) : null;
  if (taken !== null) return taken;
  const special = [...facts.specialIds.keys()];
  const named = TEMPLATE_NAMES.find((name) => String(config.conversation).startsWith(name));
  const template = named === undefined ? null : makeTemplate(named, special);
  if (template !== null) return template;
  const ends = {
    begin: config.beginId === null ? null : (textOf(config.beginId, facts) ?? null),
    end: config.endIds.map((id) => textOf(id, facts)).find((one) => one !== undefined) ?? null,
  };
  return recogniseTemplate(special, ends, [])?.template ?? null;
}

function joined(
  conversation: Conversation,
  { endIds }: MlcChatConfig,
  facts: TokenizerFacts,
): ChatTemplate | null {
  const { roles, seps, system_template: system, role_templates: templates } = conversation;
  const message = conversation.system_message ?? '';
  // A message with a place for the findings would take them up, in the place of the question.
  const asks = ABOUT_REPORTS.test(message) && !message.includes('{findings}');
  const prefix = (conversation.system_prefix_token_ids ?? []).map((id) => textOf(id, facts));
  if (prefix.some((piece) => piece === undefined)) return null;
  // MLC leaves the first role out only behind a system text; ours is never empty.
  const omitsRole = conversation.add_role_after_system_message === false;
  const role = omitsRole ? '' : roles.user + (conversation.role_content_sep ?? DEFAULT_SEPARATOR);
  const asked = system.includes('{system_message}') ? '{findings}' : '{system}\n\n{findings}';
  const question = (templates?.user ?? '{user_message}').replace('{user_message}', () => asked);
  const answer = roles.assistant + (conversation.role_empty_sep ?? DEFAULT_SEPARATOR);
  const text = [
    ...prefix,
    system.replace('{system_message}', () => '{system}'),
    role,
    question,
    seps[0] ?? '',
    // A blank at the end would keep the answer's first word from the token that begins with one.
    answer.replace(/ +$/, ''),
  ].join('');
  const stopIds = [...(conversation.stop_token_ids ?? []), ...endIds];
  const stop = [
    ...stopIds.map((id) => textOf(id, facts)),
    ...(conversation.stop_str ?? []).filter((one) => facts.specialIds.has(one)),
  ].filter((one) => one !== undefined);
  const template = {
    name: conversation.name ?? 'mlc',
    template: text,
    systemMessage: asks ? message : DEFAULT_SYSTEM_MESSAGE,
    stop: [...new Set(stop)].slice(0, MAX_STOPS),
  };
  const parsed = v.safeParse(ChatTemplateSchema, template);
  return parsed.success ? parsed.output : null;
}

function textOf(id: number, facts: TokenizerFacts): string | undefined {
  for (const [text, other] of facts.specialIds) if (other === id) return text;
  return undefined;
}
