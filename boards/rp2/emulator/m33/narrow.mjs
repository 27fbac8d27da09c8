// The 16-bit Thumb instructions of Armv8-M, each as a closure over its operands.
//
// Inside an IT block the arithmetic ones leave the flags alone; that is what `inIt` says.

import { rotateRight, shiftWithCarry, shifted } from "./shift.mjs";

const BREAK = 0xbe;
const NOP = () => {};

export function decodeNarrow(core, code, inIt) {
  const decode = groups[code >> 10];
  return decode(core, code, inIt);
}

const undefinedCode = (core, code) => () => core.undefinedInstruction(code.toString(16));
const low = (code, at) => (code >> at) & 7;

function shiftImmediate(core, code, inIt) {
  const { r } = core;
  const [type, d, m] = [(code >> 11) & 3, low(code, 0), low(code, 3)];
  const amount = ((code >> 6) & 31) || (type === 0 ? 0 : 32);
  if (inIt) {
    return () => void (r[d] = shifted(r[m], type, amount, false));
  }
  if (type === 0 && amount === 0) {
    return () => core.setNZ((r[d] = r[m]));
  }
  return () => {
    const result = shiftWithCarry(core, r[m], type, amount);
    r[d] = result;
    core.setNZ(result);
  };
}

function addSubtract(core, code, inIt) {
  const { r } = core;
  const [d, n, x] = [low(code, 0), low(code, 3), low(code, 6)];
  const subtract = (code & 0x200) !== 0;
  const immediate = (code & 0x400) !== 0;
  if (inIt) {
    const sign = subtract ? -1 : 1;
    return immediate ? () => void (r[d] = r[n] + sign * x) : () => void (r[d] = r[n] + sign * r[x]);
  }
  if (immediate) {
    return subtract
      ? () => void (r[d] = core.addWithFlags(r[n], ~x, 1))
      : () => void (r[d] = core.addWithFlags(r[n], x, 0));
  }
  return subtract
    ? () => void (r[d] = core.addWithFlags(r[n], ~r[x], 1))
    : () => void (r[d] = core.addWithFlags(r[n], r[x], 0));
}

function shiftOrAdd(core, code, inIt) {
  return (code >> 11) === 3 ? addSubtract(core, code, inIt) : shiftImmediate(core, code, inIt);
}

function immediate8(core, code, inIt) {
  const { r } = core;
  const [operation, d, x] = [(code >> 11) & 3, low(code, 8), code & 0xff];
  switch (operation) {
    case 0:
      return inIt ? () => void (r[d] = x) : () => core.setNZ((r[d] = x));
    case 1:
      return () => void core.addWithFlags(r[d], ~x, 1);
    case 2:
      return inIt ? () => void (r[d] += x) : () => void (r[d] = core.addWithFlags(r[d], x, 0));
    default:
      return inIt ? () => void (r[d] -= x) : () => void (r[d] = core.addWithFlags(r[d], ~x, 1));
  }
}

function registers(core, code, inIt) {
  const { r } = core;
  const [operation, d, m] = [(code >> 6) & 15, low(code, 0), low(code, 3)];
  const logic = (calculate) =>
    inIt ? () => void (r[d] = calculate(r[d], r[m])) : () => core.setNZ((r[d] = calculate(r[d], r[m])));
  const shift = (type) => () => {
    const result = inIt
      ? shifted(r[d], type, r[m] & 0xff, false)
      : shiftWithCarry(core, r[d], type, r[m] & 0xff);
    r[d] = result;
    if (!inIt) {
      core.setNZ(result);
    }
  };
  switch (operation) {
    case 0:
      return logic((a, b) => a & b);
    case 1:
      return logic((a, b) => a ^ b);
    case 2:
      return shift(0);
    case 3:
      return shift(1);
    case 4:
      return shift(2);
    case 5:
      return inIt
        ? () => void (r[d] = r[d] + r[m] + (core.c ? 1 : 0))
        : () => void (r[d] = core.addWithFlags(r[d], r[m], core.c ? 1 : 0));
    case 6:
      return inIt
        ? () => void (r[d] = r[d] + ~r[m] + (core.c ? 1 : 0))
        : () => void (r[d] = core.addWithFlags(r[d], ~r[m], core.c ? 1 : 0));
    case 7:
      return shift(3);
    case 8:
      return () => core.setNZ(r[d] & r[m]);
    case 9:
      return inIt ? () => void (r[d] = -r[m]) : () => void (r[d] = core.addWithFlags(~r[m], 0, 1));
    case 10:
      return () => void core.addWithFlags(r[d], ~r[m], 1);
    case 11:
      return () => void core.addWithFlags(r[d], r[m], 0);
    case 12:
      return logic((a, b) => a | b);
    case 13:
      return logic(Math.imul);
    case 14:
      return logic((a, b) => a & ~b);
    default:
      return logic((_, b) => ~b);
  }
}

function highRegisters(core, code) {
  const { r } = core;
  const d = (code & 7) | ((code >> 4) & 8);
  const m = (code >> 3) & 15;
  switch ((code >> 8) & 3) {
    case 0:
      if (d === 15) {
        return () => core.branch(r[15] + r[m]);
      }
      return d === 13 ? () => core.setStack(r[13] + r[m]) : () => void (r[d] += r[m]);
    case 1:
      return () => void core.addWithFlags(r[d], ~r[m], 1);
    case 2:
      if (d === 15) {
        return () => core.branch(r[m]);
      }
      return d === 13 ? () => void (r[13] = r[m] & ~3) : () => void (r[d] = r[m]);
    default:
      return exchange(core, code, m);
  }
}

function exchange(core, code, m) {
  const { r } = core;
  if ((code & 7) !== 0) {
    return undefinedCode(core, code); // to the Non-secure state, which is not modelled
  }
  if ((code & 0x80) === 0) {
    return () => core.branchExchange(r[m]);
  }
  return () => {
    const to = r[m];
    r[14] = core.next | 1;
    core.branchExchange(to);
  };
}

function registersOrHigh(core, code, inIt) {
  return (code & 0x400) === 0 ? registers(core, code, inIt) : highRegisters(core, code);
}

function loadLiteral(core, code) {
  const { r } = core;
  const [t, x] = [low(code, 8), (code & 0xff) << 2];
  return () => void (r[t] = core.load32((r[15] & ~3) + x));
}

function byRegister(core, code) {
  const { r } = core;
  const [t, n, m] = [low(code, 0), low(code, 3), low(code, 6)];
  switch ((code >> 9) & 7) {
    case 0:
      return () => core.store32(r[n] + r[m], r[t]);
    case 1:
      return () => core.store16(r[n] + r[m], r[t]);
    case 2:
      return () => core.store8(r[n] + r[m], r[t]);
    case 3:
      return () => void (r[t] = (core.load8(r[n] + r[m]) << 24) >> 24);
    case 4:
      return () => void (r[t] = core.load32(r[n] + r[m]));
    case 5:
      return () => void (r[t] = core.load16(r[n] + r[m]));
    case 6:
      return () => void (r[t] = core.load8(r[n] + r[m]));
    default:
      return () => void (r[t] = (core.load16(r[n] + r[m]) << 16) >> 16);
  }
}

function byImmediate(core, code) {
  const { r } = core;
  const [t, n, x] = [low(code, 0), low(code, 3), (code >> 6) & 31];
  switch ((code >> 11) & 31) {
    case 0b01100:
      return () => core.store32(r[n] + 4 * x, r[t]);
    case 0b01101:
      return () => void (r[t] = core.load32(r[n] + 4 * x));
    case 0b01110:
      return () => core.store8(r[n] + x, r[t]);
    case 0b01111:
      return () => void (r[t] = core.load8(r[n] + x));
    case 0b10000:
      return () => core.store16(r[n] + 2 * x, r[t]);
    default:
      return () => void (r[t] = core.load16(r[n] + 2 * x));
  }
}

function byStack(core, code) {
  const { r } = core;
  const [t, x] = [low(code, 8), (code & 0xff) << 2];
  return (code & 0x800) === 0
    ? () => core.store32(r[13] + x, r[t])
    : () => void (r[t] = core.load32(r[13] + x));
}

function addressOf(core, code) {
  const { r } = core;
  const [d, x] = [low(code, 8), (code & 0xff) << 2];
  return (code & 0x800) === 0 ? () => void (r[d] = (r[15] & ~3) + x) : () => void (r[d] = r[13] + x);
}

function push(core, code) {
  const { r } = core;
  const list = [0, 1, 2, 3, 4, 5, 6, 7].filter((i) => (code >> i) & 1).concat(code & 0x100 ? [14] : []);
  const size = 4 * list.length;
  return () => {
    const base = r[13] - size;
    const before = r[13];
    core.setStack(base); // first, because its limit may refuse
    try {
      for (let i = 0; i < list.length; i++) {
        core.storeWord(base + 4 * i, r[list[i]]);
      }
    } catch (fault) {
      r[13] = before;
      throw fault;
    }
  };
}

function pop(core, code) {
  const { r } = core;
  const list = [0, 1, 2, 3, 4, 5, 6, 7].filter((i) => (code >> i) & 1);
  const returns = (code & 0x100) !== 0;
  const size = 4 * (list.length + (returns ? 1 : 0));
  return () => {
    const base = r[13];
    for (let i = 0; i < list.length; i++) {
      r[list[i]] = core.loadWord(base + 4 * i);
    }
    const to = returns ? core.loadWord(base + size - 4) : 0;
    r[13] = base + size;
    if (returns) {
      core.branchExchange(to);
    }
  };
}

function extend(core, code) {
  const { r } = core;
  const [d, m] = [low(code, 0), low(code, 3)];
  switch ((code >> 6) & 3) {
    case 0:
      return () => void (r[d] = (r[m] << 16) >> 16);
    case 1:
      return () => void (r[d] = (r[m] << 24) >> 24);
    case 2:
      return () => void (r[d] = r[m] & 0xffff);
    default:
      return () => void (r[d] = r[m] & 0xff);
  }
}

export const reverseBytes = (x) => ((x & 0xff) << 24) | ((x & 0xff00) << 8) | ((x >>> 8) & 0xff00) | (x >>> 24);
export const reverseHalves = (x) => rotateRight(reverseBytes(x), 16);
export const reverseSigned = (x) => (reverseBytes(x) >> 16);

function reverse(core, code) {
  const { r } = core;
  const [d, m] = [low(code, 0), low(code, 3)];
  const how = [reverseBytes, reverseHalves, null, reverseSigned][(code >> 6) & 3];
  return how === null ? undefinedCode(core, code) : () => void (r[d] = how(r[m]));
}

function compareBranch(core, code) {
  const { r } = core;
  const n = low(code, 0);
  const x = (((code >> 9) & 1) << 6) | (((code >> 3) & 31) << 1);
  const nonzero = (code & 0x800) !== 0;
  return () => {
    if ((r[n] !== 0) === nonzero) {
      core.branch(r[15] + x);
    }
  };
}

function changeState(core, code) {
  const { exceptions } = core;
  const [off, masks, faults] = [(code >> 4) & 1, (code & 2) !== 0, (code & 1) !== 0];
  return () => {
    if (!exceptions.privileged) {
      return;
    }
    if (masks) {
      exceptions.primask = off;
    }
    if (faults && (off === 0 || exceptions.executionPriority() > -1)) {
      exceptions.faultmask = off;
      core.mpu.changed();
    }
    exceptions.look();
  };
}

// NOP, YIELD, WFE, WFI, SEV by number; the others are hints to do nothing.
export function hint(core, number) {
  switch (number) {
    case 2:
      return () => {
        core.asleep = !core.event;
        core.event = false;
      };
    case 3:
      return () => core.exceptions.sleep();
    case 4:
      return () => void (core.event = true);
    default:
      return NOP;
  }
}

function ifThen(core, code) {
  if ((code & 15) === 0) {
    return hint(core, (code >> 4) & 15);
  }
  return () => void (core.it = core.nextIt = code & 0xff);
}

function miscellaneous(core, code) {
  if ((code & 0x500) === 0x100) {
    return compareBranch(core, code);
  }
  switch ((code >> 8) & 15) {
    case 0: {
      const x = (code & 0x7f) << 2;
      const { r } = core;
      return (code & 0x80) === 0 ? () => core.setStack(r[13] + x) : () => core.setStack(r[13] - x);
    }
    case 2:
      return extend(core, code);
    case 4:
    case 5:
      return push(core, code);
    case 6:
      return (code & 0xe8) === 0x60 ? changeState(core, code) : undefinedCode(core, code);
    case 10:
      return reverse(core, code);
    case 12:
    case 13:
      return pop(core, code);
    case BREAK & 15:
      return () => core.onBreak(code & 0xff);
    case 15:
      return ifThen(core, code);
    default:
      return undefinedCode(core, code);
  }
}

function multiple(core, code) {
  const { r } = core;
  const n = low(code, 8);
  const list = [0, 1, 2, 3, 4, 5, 6, 7].filter((i) => (code >> i) & 1);
  const size = 4 * list.length;
  const keeps = (code & (1 << n)) !== 0; // the base is one that is loaded
  if ((code & 0x800) === 0) {
    return () => {
      const base = r[n];
      for (let i = 0; i < list.length; i++) {
        core.storeWord(base + 4 * i, r[list[i]]);
      }
      r[n] = base + size;
    };
  }
  return () => {
    const base = r[n];
    for (let i = 0; i < list.length; i++) {
      r[list[i]] = core.loadWord(base + 4 * i);
    }
    if (!keeps) {
      r[n] = base + size;
    }
  };
}

function conditional(core, code) {
  const { r } = core;
  const condition = (code >> 8) & 15;
  if (condition === 15) {
    return () => core.exceptions.call();
  }
  if (condition === 14) {
    return undefinedCode(core, code);
  }
  const x = ((code & 0xff) << 24) >> 23;
  return () => {
    if (core.passes(condition)) {
      core.branch(r[15] + x);
    }
  };
}

function branchAlways(core, code) {
  const { r } = core;
  const x = ((code & 0x7ff) << 21) >> 20;
  return () => core.branch(r[15] + x);
}

// By the six highest bits.
const groups = [
  ...Array(8).fill(shiftOrAdd),
  ...Array(8).fill(immediate8),
  registersOrHigh,
  registersOrHigh,
  loadLiteral,
  loadLiteral,
  ...Array(4).fill(byRegister),
  ...Array(12).fill(byImmediate),
  ...Array(4).fill(byStack),
  ...Array(4).fill(addressOf),
  ...Array(4).fill(miscellaneous),
  ...Array(4).fill(multiple),
  ...Array(4).fill(conditional),
  branchAlways,
  branchAlways,
];
