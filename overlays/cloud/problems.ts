import type { Problem, Values, VolumeOf } from '../../src/index.js'
import { isShare } from './drivers.js'
import { driverOf, own, shortNames } from './table.js'

/** What is wrong with the values of one volume: half-given volumes, wrong handles, databases on network file shares. */
export const problems = (all: Values, of: VolumeOf): ReadonlyArray<Problem> => {
  const { storageClass, volumes: each } = own(all)
  const one = each[of]
  const driver = driverOf(one)
  const at = (field: string) => ['cloud', 'volumes', of, field]
  const share = driver === null ? isShare(one.storageClass ?? storageClass) : driver.kind === 'share'
  const found: Array<Problem | false> = [
    one.handle !== null &&
      driver === null && {
        path: at('driver'),
        expected: `the driver of the handle: one of ${shortNames.join(', ')}`,
      },
    one.handle === null &&
      driver !== null && {
        path: at('handle'),
        expected: `the handle of the volume, such as ${driver.handleExample}`,
      },
    one.handle !== null &&
      driver !== null &&
      !driver.handle.test(one.handle) && {
        path: at('handle'),
        expected: `a handle such as ${driver.handleExample}`,
      },
    one.handle !== null &&
      one.storageClass !== null && { path: at('storageClass'), expected: 'none: the volume exists already' },
    one.handle !== null &&
      all[of].storage.existingClaim !== null && {
        path: at('handle'),
        expected: `none: ${of}.storage.existingClaim is used`,
      },
    one.zone !== null &&
      (driver === null || driver.zoneKey === null) && {
        path: at('zone'),
        expected: 'none: only the disk of a given driver lies in a zone',
      },
    share &&
      of !== 'fileserver' &&
      !each[of].force && {
        path:
          driver === null
            ? one.storageClass === null
              ? ['cloud', 'storageClass']
              : at('storageClass')
            : at('driver'),
        expected: `a disk for ${of}: databases do not run on network file shares (${at('force').join('.')}=true if you must)`,
      },
    ...(['fsType', 'secretName'] as const).map(
      (field) =>
        one.handle === null && one[field] !== null && { path: at(field), expected: 'none without a handle' },
    ),
    one.handle === null &&
      Object.keys(one.attributes).length > 0 && { path: at('attributes'), expected: 'none without a handle' },
  ]
  return found.filter((problem): problem is Problem => problem !== false)
}
