// What answers at which address of an RP2350: ROM, flash, RAM, the blocks of the peripheral buses, and the core's own.

import { BusError } from "../m33/core.mjs";
import { BOOTRAM_BASE, ROM_SIZE } from "./bootrom.mjs";
import { Registers } from "./registers.mjs";

export const FLASH_BASE = 0x10000000;
export const RAM_BASE = 0x20000000;
const RAM_SIZE = 520 * 1024;
const WINDOW = 16 * 1024 * 1024; // of one chip select
const WINDOWS = [0x10, 0x14, 0x1c]; // cached, not cached, not translated
const MAINTENANCE = 0x18000000; // of the cache, 64 MiB of it
const USB_MEMORY = 0x50100000;
const USB_MEMORY_SIZE = 4096;
const BOOTRAM_SIZE = 1024;
const SIO_SIZE = 0x200;
const SYSTEM = 0xe000e000;

export class Bus {
  interrupts = 52;
  ramBase = RAM_BASE;
  ram = new Uint8Array(RAM_SIZE);
  rom = new Uint8Array(ROM_SIZE);
  blocks = new Map(); // by address / 16 KiB
  usbMemory = new Uint8Array(USB_MEMORY_SIZE);
  bootram = new DataView(new ArrayBuffer(BOOTRAM_SIZE));
  private = new Registers(); // ITM, DWT and the like: kept, of no effect

  constructor(flash) {
    this.usbView = new DataView(this.usbMemory.buffer);
    this.ramView = new DataView(this.ram.buffer);
    this.romView = new DataView(this.rom.buffer);
    this.flashSize = flash.length;
    this.flashView = new DataView(flash.buffer, flash.byteOffset, flash.length);
    const halves = (bytes) => new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
    this.flashCode = WINDOWS.map((high) => ({ base: high * 2 ** 24, size: flash.length, halves: halves(flash) }));
    this.ramCode = { base: RAM_BASE, size: RAM_SIZE, halves: halves(this.ram) };
    this.romCode = { base: 0, size: ROM_SIZE, halves: halves(this.rom) };
  }

  codeWindow(address) {
    const all = [...this.flashCode, this.ramCode, this.romCode];
    return all.find(({ base, size }) => address >= base && address < base + size) ?? null;
  }

  read(address, size) {
    const memory = this.memoryAt(address);
    if (memory !== null) {
      return load(memory, this.offset, size);
    }
    const word = this.readWord((address & ~3) >>> 0);
    return (size === 4 ? word : (word >>> (8 * (address & 3))) & (size === 1 ? 0xff : 0xffff)) >>> 0;
  }

  write(address, value, size) {
    const memory = this.memoryAt(address);
    if (memory === this.flashView || memory === this.romView) {
      return; // XIP's writes are taken for reads, and the ROM takes none
    }
    if (memory !== null) {
      store(memory, this.offset, value, size);
      if (memory === this.usbView) {
        const word = this.offset & ~3;
        this.usb.DPRAMUpdated(word, this.usbView.getUint32(word, true));
      }
      return;
    }
    // A narrow write puts its value on all lanes.
    const lanes = size === 1 ? value * 0x01010101 : size === 2 ? value * 0x00010001 : value;
    this.writeWord((address & ~3) >>> 0, lanes >>> 0, address, size);
  }

  // The memory at an address, with `offset` set; null where there are registers or nothing.
  memoryAt(address) {
    const high = address >>> 24;
    if (address >= RAM_BASE && address < RAM_BASE + RAM_SIZE) {
      this.offset = address - RAM_BASE;
      return this.ramView;
    }
    if (WINDOWS.includes(high)) {
      this.offset = (address % WINDOW) % this.flashSize;
      return this.flashView;
    }
    if (address < ROM_SIZE) {
      this.offset = address;
      return this.romView;
    }
    if (address >= USB_MEMORY && address < USB_MEMORY + USB_MEMORY_SIZE) {
      this.offset = address - USB_MEMORY;
      return this.usbView;
    }
    if (address >= BOOTRAM_BASE && address < BOOTRAM_BASE + BOOTRAM_SIZE) {
      this.offset = address - BOOTRAM_BASE;
      return this.bootram;
    }
    return null;
  }

  readWord(address) {
    const block = this.blocks.get(address >>> 14);
    if (block !== undefined) {
      return block.readUint32(address & 0xfff);
    }
    if (address >>> 16 === 0xd000 && (address & 0xffff) < SIO_SIZE) {
      return this.sio.readUint32(address & 0xffff);
    }
    if (address >>> 12 === SYSTEM >>> 12) {
      return this.system.read(address & 0xfff);
    }
    if (address >>> 20 === 0xe00) {
      return this.private.readUint32(address);
    }
    throw new BusError();
  }

  writeWord(address, value, exact, size) {
    const block = this.blocks.get(address >>> 14);
    if (block !== undefined) {
      block.writeUint32Atomic(address & 0xfff, value, (address >>> 12) & 3);
    } else if (address >>> 16 === 0xd000 && (address & 0xffff) < SIO_SIZE) {
      this.sio.writeUint32(address & 0xffff, value);
    } else if (address >>> 12 === SYSTEM >>> 12) {
      this.system.write(address & 0xfff, size === 4 ? value : this.merged(address, value, exact, size));
    } else if (address >>> 20 === 0xe00) {
      this.private.writeUint32(address, value);
    } else if (address >>> 26 !== MAINTENANCE >>> 26) {
      throw new BusError();
    }
  }

  // A priority is written as a byte of its word.
  merged(address, value, exact, size) {
    const mask = (size === 1 ? 0xff : 0xffff) << (8 * (exact & 3));
    return ((this.system.read(address & 0xfff) & ~mask) | (value & mask)) >>> 0;
  }
}

function load(memory, offset, size) {
  if (size === 4) {
    return memory.getUint32(offset, true);
  }
  return size === 2 ? memory.getUint16(offset, true) : memory.getUint8(offset);
}

function store(memory, offset, value, size) {
  if (size === 4) {
    memory.setUint32(offset, value, true);
  } else if (size === 2) {
    memory.setUint16(offset, value, true);
  } else {
    memory.setUint8(offset, value);
  }
}
