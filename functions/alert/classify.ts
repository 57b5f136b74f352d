import type { AlertClass, AlertClasses } from '../messages/alert-class.ts';

/** The class of an alert type and the name it was found under: the type itself, or `default`. */
export function classify(alertType: string, classes: AlertClasses): { name: string; class: AlertClass } {
  const named = Object.hasOwn(classes, alertType) ? classes[alertType] : undefined;
  return named ? { name: alertType, class: named } : { name: 'default', class: classes.default };
}
