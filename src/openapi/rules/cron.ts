/** Schedules of CronJobs, as github.com/robfig/cron/v3 `ParseStandard` reads them. */
import { type Check, problem } from '../rule.js'

/** Five fields, or `@daily`, `@every 1h30m` and the like. A time zone is a field of its own in the CronJob. */
export const cron: Check = (value) =>
  typeof value !== 'string' || isCron(value)
    ? []
    : problem({
        _tag: 'InvalidFormat',
        found: value,
        expected: 'a cron schedule such as "0 3 * * *" or @daily (minute hour day month weekday)',
      })

export const isCron = (schedule: string): boolean => {
  const text = schedule.trim()
  if (text.startsWith('@')) return DESCRIPTORS.includes(text) || DURATION.test(text.replace(/^@every /, ''))
  const fields = text.split(/\s+/)
  return (
    fields.length === FIELDS.length && FIELDS.every((field, index) => isField(fields[index] ?? '', field))
  )
}

interface CronField {
  readonly from: number
  readonly to: number
  readonly names?: ReadonlyArray<string>
}

const FIELDS: ReadonlyArray<CronField> = [
  { from: 0, to: 59 },
  { from: 0, to: 23 },
  { from: 1, to: 31 },
  { from: 1, to: 12, names: 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ') },
  { from: 0, to: 6, names: 'sun mon tue wed thu fri sat'.split(' ') },
]

const DESCRIPTORS = ['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly']

/** Go's time.ParseDuration, without a sign. */
const DURATION = /^(\d+(\.\d*)?(ns|us|µs|ms|s|m|h))+$/

const isField = (text: string, field: CronField): boolean =>
  text.split(',').every((part) => isPart(part, field))

/** `*`, `?`, `5`, `1-5`, `mon-fri`, each with a step: `*\/15`. */
const isPart = (text: string, { from, to, names = [] }: CronField): boolean => {
  const [range = '', step, ...more] = text.split('/')
  if (more.length > 0 || (step !== undefined && !/^[1-9]\d*$/.test(step))) return false
  if (range === '*' || range === '?') return true
  const ends = range.split('-').map((end) => {
    const index = names.indexOf(end.toLowerCase())
    if (index >= 0) return index + from
    return /^\d+$/.test(end) ? Number(end) : -1
  })
  const [low = -1, high = low] = ends
  return ends.length <= 2 && low >= from && high <= to && low <= high
}
