/**
 * Makes WebAssembly: as many of its instructions as `sha1-module.ts` needs, each a function from the code of its operands to its own.
 * Opcodes and layout are those of the WebAssembly specification, chapter "Binary Format".
 */

/** Instructions: bytes, and instructions in between. Those of an expression leave one value. */
export type Code = readonly (number | Code)[]

/** Numbers of 32 bits, which addresses are, too. */
export const number = {
  const: (value: number): Code => [0x41, signed(value)],
  load: (address: Code, offset: number): Code => [address, 0x28, 2, unsigned(offset)],
  store: (address: Code, offset: number, value: Code): Code => [address, value, 0x36, 2, unsigned(offset)],
  isZero: (value: Code): Code => [value, 0x45],
  isEqual: operator(0x46),
  isLess: operator(0x49),
  add: operator(0x6a),
  sub: operator(0x6b),
  and: operator(0x71),
  xor: operator(0x73),
  rotl: (value: Code, by: number): Code => [value, number.const(by), 0x77]
}

/** Four numbers of 32 bits, which one instruction computes with at once. */
export const four = {
  /** Four times the same. */
  const: (value: number): Code => [0xfd, 12, ...Array<Code>(4).fill(littleEndian(value))],
  load: (address: Code, offset: number): Code => [address, 0xfd, 0, 2, unsigned(offset)],
  store: (address: Code, offset: number, value: Code): Code => [address, value, 0xfd, 11, 2, unsigned(offset)],
  /** `value` with the number at an address as its n-th. */
  loadOne: (n: number, address: Code, offset: number, value: Code): Code => [
    address,
    value,
    ...[0xfd, 86, 2, unsigned(offset), n]
  ],
  /** The 16 bytes of `value` in another order. */
  shuffle: (order: readonly number[], value: Code): Code => [value, four.const(0), 0xfd, 13, ...order],
  and: operator(0xfd, 78),
  /** The first and not the second. */
  andNot: operator(0xfd, 79),
  or: operator(0xfd, 80),
  xor: operator(0xfd, 81),
  /** Whether any bit is set: a number. */
  isAny: (value: Code): Code => [value, 0xfd, 83],
  shl: (value: Code, by: number): Code => [value, number.const(by), 0xfd, unsigned(171)],
  /** What comes in from the left is the sign (`>>`). */
  sar: (value: Code, by: number): Code => [value, number.const(by), 0xfd, unsigned(172)],
  shr: (value: Code, by: number): Code => [value, number.const(by), 0xfd, unsigned(173)]
}

/** Of a function’s parameters and, after them, its other locals. */
export const get = (local: number): Code => [0x20, unsigned(local)]
export const set = (local: number, value: Code): Code => [value, 0x21, unsigned(local)]

/** `body`, and again while `condition` is true. */
export const doWhile = (body: Code, condition: Code): Code => [0x03, 0x40, body, condition, 0x0d, 0, 0x0b]
/** What `leaveUnless` in it leaves. */
export const block = (body: Code): Code => [0x02, 0x40, body, 0x0b]
export const leaveUnless = (condition: Code): Code => [number.isZero(condition), 0x0d, 0]

export interface Definition {
  /** How many of its locals are what; parameters are numbers, and so is its result. */
  parameters: number
  numbers: number
  fours: number
  code: Code
}

/** As much of Node’s own as is used here; TypeScript describes it only together with browsers. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object
  Instance: new <Exports>(module: object) => { exports: Exports }
}

/** Functions, and a memory that they have together, in pages of 64 kB. */
export function instanceOf<Name extends string>(definitions: Readonly<Record<Name, Definition>>, pages: number) {
  const module = new WebAssembly.Module(moduleOf(definitions, pages))
  type Functions = Record<Name, (...numbers: number[]) => number>
  return new WebAssembly.Instance<Functions & { memory: { buffer: ArrayBuffer } }>(module).exports
}

function moduleOf(definitions: Readonly<Record<string, Definition>>, pages: number): Uint8Array {
  const [names, all] = [Object.keys(definitions), Object.values(definitions)]
  const [i32, v128] = [0x7f, 0x7b]
  const exported = (name: string, kind: number, index: number) => [sized([...Buffer.from(name)]), kind, index]
  const sections: [id: number, items: Code[]][] = [
    [1, all.map(({ parameters }) => [0x60, sized(Array<number>(parameters).fill(i32)), 1, i32])],
    [3, all.map((_, index) => [index])],
    [5, [[0, unsigned(pages)]]],
    [7, [exported('memory', 2, 0), ...names.map((name, index) => exported(name, 0, index))]],
    [10, all.map(({ numbers, fours, code }) => sized([2, unsigned(numbers), i32, unsigned(fours), v128, code, 0x0b]))]
  ]
  const header = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0]
  return Uint8Array.from(bytesOf([header, sections.map(([id, items]) => [id, sized([unsigned(items.length), items])])]))
}

function operator(...opcode: Code) {
  return (left: Code, right: Code): Code => [left, right, ...opcode]
}

function bytesOf(code: Code, bytes: number[] = []): number[] {
  for (const part of code) {
    if (typeof part === 'number') bytes.push(part)
    else bytesOf(part, bytes)
  }
  return bytes
}

function sized(code: Code): Code {
  const bytes = bytesOf(code)
  return [unsigned(bytes.length), bytes]
}

const littleEndian = (value: number): Code => [0, 8, 16, 24].map(by => (value >>> by) & 0xff)

/** LEB128: seven bits a byte, the lowest first; the eighth bit says that more follow. */
const unsigned = (value: number): Code => (value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)])

const signed = (value: number): Code =>
  value >= -0x40 && value < 0x40 ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(value >> 7)]
