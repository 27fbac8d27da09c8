// Shifts as the barrel shifter makes them. Types: 0 LSL, 1 LSR, 2 ASR, 3 ROR, 4 RRX.

const RRX = 4;

export const rotateRight = (x, n) => (x >>> (n & 31)) | (x << (-n & 31));

// The amounts of an immediate shift: zero stands for 32, and for a rotation through the carry.
export function immediateShift(type, amount) {
  if (amount !== 0 || type === 0) {
    return [type, amount];
  }
  return type === 3 ? [RRX, 1] : [type, 32];
}

export function shifted(x, type, amount, carry) {
  switch (type) {
    case 0:
      return amount > 31 ? 0 : x << amount;
    case 1:
      return amount > 31 ? 0 : (x >>> amount) | 0;
    case 2:
      return x >> Math.min(amount, 31);
    case 3:
      return rotateRight(x, amount);
    default:
      return (x >>> 1) | (carry ? 0x80000000 : 0);
  }
}

// The same, with the last bit that fell out as the carry; it stays where nothing was shifted.
export function shiftWithCarry(core, x, type, amount) {
  const carry = core.c;
  if (amount !== 0) {
    core.c = fallen(x, type, amount);
  }
  return shifted(x, type, amount, carry);
}

function fallen(x, type, amount) {
  switch (type) {
    case 0:
      return amount > 32 ? false : ((x >>> (32 - amount)) & 1) === 1;
    case 1:
      return amount > 32 ? false : ((x >>> (amount - 1)) & 1) === 1;
    case 2:
      return ((x >> Math.min(amount - 1, 31)) & 1) === 1;
    case 3:
      return ((x >>> ((amount - 1) & 31)) & 1) === 1;
    default:
      return (x & 1) === 1;
  }
}
