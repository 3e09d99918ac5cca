/**
 * The disturbance vectors of attacks on SHA-1, and what blocks of them can't do without: facts of Stevens and Shumow, "Speeding up
 * detection of SHA-1 collision attacks using unavoidable attack conditions" (USENIX Security 2017), as their
 * sha1collisiondetection (MIT licence) has them.
 */

/** `type`, `k`, `b` of I(k,b) and II(k,b); bit n of a mask is the n-th. */
const vectors = [
  ...[43, 44, 45].map(k => ({ type: 1, k, b: 0 })),
  ...[46, 47, 48, 49, 50, 51].flatMap(k => [0, 2].map(b => ({ type: 1, k, b }))),
  { type: 1, k: 52, b: 0 },
  { type: 2, k: 45, b: 0 },
  ...[0, 2].map(b => ({ type: 2, k: 46, b })),
  ...[47, 48].map(k => ({ type: 2, k, b: 0 })),
  ...[49, 50, 51].flatMap(k => [0, 2].map(b => ({ type: 2, k, b }))),
  ...[52, 53, 54, 55, 56].map(k => ({ type: 2, k, b: 0 }))
]

/** `44.29=45.30:MASK`: bit 29 of word 44 and bit 30 of word 45 are equal (`!`: differ) in blocks of the vectors of the mask. */
export const conditions = `
44.29=45.29:p42v4 49.29=50.29:1hyufig 48.29=49.29:qt6gw4 47.4=50.29:102kt28 47.29=48.29:ddc3ya 46.4=49.29:hwak5k
46.29=47.29:6oo0e9 45.4=48.29:8ww55w 45.29=46.29:2sap6o 44.4=47.29:4gg0wa 43.4=46.29:288011 43.29=44.29:6adcw
42.4=45.29:k2pai 41.4=44.29:51dlx 40.29=41.29:ziy2si 54.29=55.29:1hf591c 53.29=54.29:qo8tmo 52.29=53.29:dc4ef4
50.4=53.29:8wd1c0 50.29=51.29:12airz4 49.4=52.29:4g6by8 48.4=51.29:280b5s 42.29=43.29:1vh8o 41.29=42.29:xq4k
40.4=43.29:zjt0qy 39.4=42.29:hrwhz9 38.4=41.29:18ei9vm 37.4=40.29:m76bs1 55.29=56.29:1036e4g 52.4=55.29:zo701s
51.4=54.29:hsudj4 51.29=52.29:6o1hts 36.4=40.29:nw20 53.29!56.29:1w4jk 51.29!54.29:e39c 50.29!52.29:1la8
49.29!51.29:qyo 48.29!50.29:6qo 47.29!49.29:1oo 46.29!48.29:f8 45.6=47.6:dhc 45.29!47.29:3u 44.6=46.6:3dc
44.29!46.29:11 41.1!42.6:144000 40.1!41.6:9zy2o 40.4!42.4:zik0zu 39.1!40.6:2hzio 39.4!41.4:hra0hx
38.4!40.4:18e718i 37.4!39.4:m73im9 36.1!37.6:5phc 35.4=39.29:b8n8 63.0!64.5:mh6o 63.1!64.6:1ekk 62.0!63.5:b8kg
61.0!62.5:2t54 61.2!62.7:5ma8 60.0!61.5:1ekk 58.29=59.29:9fm70g 57.29=58.29:4ktatc 56.4=59.29:b3jrb4
56.29!59.29:2rvxts 56.29=57.29:295p8g 55.4=58.29:4zsow0 54.4=57.29:2cwjr4 53.4=56.29:l84xs 51.1=50.6:5pfk
48.6=50.6:5pfk 48.29!55.29:vls 47.6=49.6:dfk 48.1=47.6:13ydkw 46.6=48.6:3cw 47.1=46.6:9zle8 44.1!45.6:2i8zk
43.6=45.6:u8 42.6=44.6:7k 43.1=42.6:143zsw 42.1=41.6:9zy0w 41.1=40.6:2hzi8 39.4=43.29:jzw1s 38.4=42.29:4zz0g
37.1!38.6:cu8 37.4=41.29:18zr4 36.4!38.4:b3jrb4 35.1!36.6:sw 35.3=39.28:bev4 40.6=42.6:g 36.4!37.4:1kw
43.1!51.1:35s 37.4!38.4:6bk 38.4!39.4:pa8 47.1!51.1:5m9s 61.1!62.6:1 59.5=63.30:1 58.0!63.30:1 62.1!63.6:2
60.5=64.30:2 59.0!64.30:2 62.2!63.7:1s 41.6=43.6:1s 63.2!64.7:74 48.6=49.1:74 49.6=50.1:sg 42.1!50.1:sg
39.6=40.1:sg 38.1!40.1:sg 51.6=52.1:cn4 49.6=51.6:cn4 37.1=37.6:cn4 35.5=39.30:cn4 36.3=40.28:mh34
35.30!40.28:mh34 37.3=41.28:18y68 36.30!41.28:18y68 53.6=54.1:2hwcg 51.6=53.6:2hwcg 50.1!54.1:2hwcg
45.6=46.1:2hwcg 37.5=41.30:2hwcg 36.0!41.30:2hwcg 55.29!58.29:4zsow 38.3=42.28:4zsow 37.30!42.28:4zsow
54.6=55.1:9zlds 52.6=54.6:9zlds 51.1!55.1:9zlds 45.1!47.1:9zlds 38.5=42.30:9zlds 37.0!42.30:9zlds
39.3=43.28:jz6rk 38.30!43.28:jz6rk 55.6=56.1:13ydj4 53.6=55.6:13ydj4 52.1!56.1:13ydj4 46.1!48.1:13ydj4
39.5=43.30:13ydj4 38.0!43.30:13ydj4 59.29=60.29:27wr28 40.3=44.28:27wr28 40.4=44.29:27wr28 39.30!44.28:27wr28
58.29!61.29:4fti4g 57.4=61.29:4fti4g 41.3=45.28:4fti4g 41.4=45.29:4fti4g 58.4=62.29:8vn08w 42.3=46.28:8vn08w
42.4=46.29:8vn08w 59.4=63.29:hra0hs 57.4=59.29:hra0hs 43.3=47.28:hra0hs 43.4=47.29:hra0hs 60.4=64.29:zik0zk
44.3=48.28:zik0zk 44.4=48.29:zik0zk`

const rotated = (x: number, by: number) => (x << by) | (x >>> (32 - by))

/** How the two blocks of a vector differ, in all 80 words. */
function differences({ type, k, b }: (typeof vectors)[number]): Int32Array {
  // From word -5 on; what is not said here is 0.
  const vector = new Int32Array(85)
  const at = (t: number) => vector[t + 5] ?? 0
  vector[k + 20] = type === 1 ? rotated(1 << 31, b) : 1 << b
  if (type === 2) vector[k + 6] = vector[k + 8] = rotated(1 << 31, b)
  for (let t = k + 16; t < 80; t++) vector[t + 5] = rotated(at(t - 3) ^ at(t - 8) ^ at(t - 14) ^ at(t - 16), 1)
  for (let t = k - 1; t >= -5; t--) vector[t + 5] = rotated(at(t + 16), 31) ^ at(t + 13) ^ at(t + 8) ^ at(t + 2)
  return Int32Array.from({ length: 80 }, (_, t) => {
    const carried = rotated(at(t - 3), 30) ^ rotated(at(t - 4), 30) ^ rotated(at(t - 5), 30)
    return at(t) ^ rotated(at(t - 1), 5) ^ at(t - 2) ^ carried
  })
}

/** `from`: the step from whose state the other block is computed, back and forth. */
export const tested = vectors.map(vector => ({ difference: differences(vector), from: vector.k < 50 ? 58 : 65 }))
