/** Programs of a few instructions. */
import { randomInt } from 'node:crypto'
import { expect, it } from 'vitest'
import { block, type Code, doWhile, four, get, instanceOf, leaveUnless, number, set } from './webassembly.ts'

/** What a function of two numbers makes of them, beside a memory of one page. */
const run = (code: Code, ...numbers: number[]) =>
  instanceOf({ run: { parameters: 2, numbers: 1, fours: 1, code } }, 1).run(...numbers)

const anyNumber = () => randomInt(2 ** 32) | 0

it('has constants of any size', () => {
  const edges = [6, 7, 8, 13, 14, 20, 21, 27, 28, 31].flatMap(bits => [
    2 ** bits - 1,
    2 ** bits,
    -(2 ** bits),
    -1 - 2 ** bits
  ])
  for (const value of [0, ...edges.map(edge => edge | 0), ...Array.from({ length: 20 }, anyNumber)])
    expect(run(number.const(value))).toBe(value)
})

it('computes with numbers as JavaScript does with those of 32 bits', () => {
  const [x, y] = [anyNumber(), anyNumber()]
  const [a, b] = [get(0), get(1)]
  expect(run(number.add(a, b), x, y)).toBe((x + y) | 0)
  expect(run(number.sub(a, b), x, y)).toBe((x - y) | 0)
  expect(run(number.and(a, b), x, y)).toBe(x & y)
  expect(run(number.xor(a, b), x, y)).toBe(x ^ y)
  expect(run(number.rotl(a, 5), x)).toBe((x << 5) | (x >>> 27))
  expect([run(number.isEqual(a, b), 5, 5), run(number.isEqual(a, b), 5, 6)]).toEqual([1, 0])
  expect([run(number.isLess(a, b), 5, -6), run(number.isLess(a, b), 5, 5)]).toEqual([1, 0])
  expect([run(number.isZero(a), 0), run(number.isZero(a), -1)]).toEqual([1, 0])
})

it('computes with four numbers, each by itself, and keeps them where it is told', () => {
  const [x, y] = [anyNumber(), anyNumber()]
  const others = { and: x & y, andNot: x & ~y, or: x | y, xor: x ^ y }
  const two = [four.const(x), four.const(y)] as const
  const made: [Code, number][] = [
    ...(['and', 'andNot', 'or', 'xor'] as const).map((name): [Code, number] => [four[name](...two), others[name]]),
    [four.shl(two[0], 7), x << 7],
    [four.shr(two[0], 7), x >>> 7],
    [four.sar(two[0], 7), x >> 7],
    [
      four.shuffle([3, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 2, 1, 0], two[0]),
      Buffer.from(Int32Array.of(x).buffer).readInt32BE()
    ]
  ]
  for (const [code, value] of made) {
    const stored = [...four.store(number.const(16), 300, code), ...number.load(get(0), 300)]
    for (const last of [16, 28]) expect(run(stored, last)).toBe(value | 0)
  }
})

it('loads one of four, and leaves the others', () => {
  const code = [
    ...number.store(number.const(0), 64, number.const(7)),
    ...four.store(number.const(0), 0, four.loadOne(2, number.const(0), 64, four.const(1))),
    ...four.store(number.const(0), 16, four.load(number.const(0), 0)),
    ...number.load(get(0), 16)
  ]
  expect([0, 4, 8, 12].map(at => run(code, at))).toEqual([1, 1, 7, 1])
  expect([run(four.isAny(four.const(0))), run(four.isAny(four.const(4)))]).toEqual([0, 1])
})

it('repeats what is to be repeated, and leaves what is to be left', () => {
  const one = number.const(1)
  const counted = doWhile(set(2, number.add(get(2), one)), number.isLess(get(2), get(0)))
  expect(run([...counted, ...get(2)], 9)).toBe(9)
  const left = block([...leaveUnless(get(0)), ...set(2, one)])
  expect([run([...left, ...get(2)], 0), run([...left, ...get(2)], 3)]).toEqual([0, 1])
})
