/** Blocks of addresses, as NetworkPolicies name them. */
import type * as t from 'io-ts'
import { host, such, text } from './codec.js'

/** `10.0.0.0/8` or `fd00::/8`: an address and the number of its leading bits that count. */
export const cidr: t.Type<string> = such(
  text,
  'a block of addresses such as 10.0.0.0/8 or fd00::/8',
  (value) => {
    const [, address, bits] = /^([0-9a-fA-F.:]+)\/(\d{1,3})$/.exec(value) ?? []
    if (address === undefined || !host.is(address)) return false
    if (address.includes(':')) return Number(bits) <= 128
    return /^\d{1,3}(\.\d{1,3}){3}$/.test(address) && Number(bits) <= 32
  },
)
