import type { FilterChip } from '@/components/ui/filter-chips'

/** A chip for each chosen value of a filter. `unlisted` names a value that is not among the options. */
export function valueChips<V extends string>(
  label: string,
  options: readonly { value: V; label: string }[],
  chosen: readonly V[],
  onChange: (chosen: V[]) => void,
  unlisted = (value: string) => value,
): FilterChip[] {
  return chosen.map(value => ({
    key: `${label} ${value}`,
    label,
    value: options.find(option => option.value === value)?.label ?? unlisted(value),
    onRemove: () => onChange(chosen.filter(other => other !== value)),
  }))
}
