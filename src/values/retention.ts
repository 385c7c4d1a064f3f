/** The values of how long things are kept. */
import * as codec from './codec.js'
import { group, optionalInteger, text } from './schema.js'

const MONTHS = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'
const DAYS = 'SUN MON TUE WED THU FRI SAT'

/** Of each field of a schedule the least and the greatest number, and names. Source: robfig/cron, which Kubernetes uses. */
const FIELDS: ReadonlyArray<readonly [least: number, most: number, names: string]> = [
  [0, 59, ''],
  [0, 23, ''],
  [1, 31, ''],
  [1, 12, MONTHS],
  [0, 6, DAYS],
]

const isCron = (value: string): boolean => {
  const fields = value.split(/\s+/)
  return fields.length === FIELDS.length && FIELDS.every((of, i) => fits(fields[i] ?? '', of))
}

const fits = (field: string, [least, most, names]: (typeof FIELDS)[number]): boolean =>
  field.split(',').every((part) => {
    const [, ends = ''] = /^(\*|\?|\w+(?:-\w+)?)(?:\/[1-9]\d*)?$/.exec(part) ?? []
    const isEnd = (end: string): boolean =>
      /^\d+$/.test(end)
        ? Number(end) >= least && Number(end) <= most
        : names.split(' ').includes(end.toUpperCase())
    return ends === '*' || ends === '?' || (ends !== '' && ends.split('-').every(isEnd))
  })

export const retention = group(
  'How long indices of Elasticsearch are kept. What is older is deleted, by a CronJob, and cannot be had back; by default nothing is.',
  {
    logDays: optionalInteger(
      'Days for which the console logs of tasks are kept. Scalars, plots and debug samples stay.',
      180,
      1,
      36500,
    ),
    workerStatsMonths: optionalInteger(
      'Months for which the load of workers (CPU, GPU, memory) is kept, beside the present one.',
      12,
      0,
      1200,
    ),
    queueMetricsMonths: optionalInteger(
      'Months for which the lengths and waiting times of queues are kept, beside the present one.',
      12,
      0,
      1200,
    ),
    schedule: text(
      '17 3 * * *',
      'When it is looked for: minute, hour, day of the month, month, day of the week.',
      '0 4 * * 0',
      codec.such(codec.nonEmptyText, 'five fields of cron, such as "17 3 * * *"', isCron),
    ),
  },
)
