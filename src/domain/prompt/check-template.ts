import * as v from 'valibot';
import { ChatTemplateSchema, MAX_STOPS, type ChatTemplate } from '../model/model-config.ts';

export interface TemplateProblem {
  readonly field: 'name' | 'template' | 'systemMessage' | 'stop';
  /** A sentence for the person who edits. */
  readonly problem: string;
}

/** A stop text or template longer than this was pasted by mistake (the schema's own bound). */
const MAX_TEXT = 4096;

/**
 * What is wrong with an edited chat template, for one vocabulary: nothing when the list is empty.
 * @param specialTokens of the vocabulary
 */
export function checkTemplate(template: ChatTemplate, specialTokens: readonly string[]): TemplateProblem[] {
  const problems: TemplateProblem[] = [
    ...checkText(template),
    ...checkSystem(template),
    ...checkStops(template.stop, specialTokens),
  ];
  if (template.name.trim() === '') problems.push({ field: 'name', problem: 'The template has no name.' });
  // The schema has the last word: whatever passes here is accepted everywhere.
  if (problems.length === 0 && !v.safeParse(ChatTemplateSchema, template).success) {
    problems.push({ field: 'template', problem: 'This template cannot be used as it is.' });
  }
  return problems;
}

function checkText({ template }: ChatTemplate): TemplateProblem[] {
  const count = (mark: string): number => template.split(mark).length - 1;
  const problems: string[] = [];
  if (count('{findings}') === 0) problems.push('The template must hold {findings}, where the findings go.');
  if (count('{findings}') > 1) problems.push('The template must hold {findings} only once.');
  if (count('{system}') > 1) problems.push('The template may hold {system} only once.');
  if (template.length > MAX_TEXT) problems.push(`The template is longer than ${MAX_TEXT} characters.`);
  return problems.map((problem) => ({ field: 'template', problem }));
}

function checkSystem({ template, systemMessage }: ChatTemplate): TemplateProblem[] {
  const field = 'systemMessage';
  if (systemMessage.length > MAX_TEXT)
    return [{ field, problem: `The system message is longer than ${MAX_TEXT} characters.` }];
  // It is put into the template before the findings are: a mark in it would take them up.
  if (systemMessage.includes('{findings}'))
    return [{ field, problem: 'The system message must not hold {findings}.' }];
  if (systemMessage.trim() !== '' && !template.includes('{system}')) {
    return [{ field, problem: 'The system message is not used, because the template holds no {system}.' }];
  }
  return [];
}

function checkStops(stops: readonly string[], specialTokens: readonly string[]): TemplateProblem[] {
  const field = 'stop';
  if (stops.length === 0)
    return [{ field, problem: 'At least one stop text is needed, or no impression ends.' }];
  if (stops.length > MAX_STOPS) return [{ field, problem: `At most ${MAX_STOPS} stop texts can be used.` }];
  if (new Set(stops).size < stops.length) return [{ field, problem: 'A stop text is given twice.' }];
  const unknown = stops.filter((stop) => !specialTokens.includes(stop));
  return unknown.map((stop) => ({
    field,
    problem: `“${stop}” is no special token of this model, so it cannot end an impression.`,
  }));
}
