/** The values of how long things are kept. */
import * as codec from './codec.js'
import { group, optionalInteger, text } from './schema.js'

const CRON = /^(\S+\s+){4}\S+$/

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
      codec.such(codec.nonEmptyText, 'five fields of cron, such as "17 3 * * *"', (value) =>
        CRON.test(value),
      ),
    ),
  },
)
