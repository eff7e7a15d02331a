//! Pictures as pages need them: drawn again in a few widths, upright, in the colours that every screen knows, once
//! in a small format and once in one that every browser reads.
//!
//! What is drawn follows from the bytes and from [`RECIPE`] alone, so that it can be kept under the hash of both.

use std::io::Cursor;
use std::sync::{Mutex, PoisonError};

use fast_image_resize::images::Image;
use fast_image_resize::{PixelType, Resizer};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder, ImageFormat, ImageReader, Limits};
use image::{RgbImage, RgbaImage};
use moxcms::{ColorProfile, Layout, TransformOptions};
use webp::PixelLayout;

use super::{Fault, Looked};

/// How pictures are drawn; another number gives all of them other addresses.
pub const RECIPE: u8 = 1;

/// The widths that pages choose from: a telephone, a column of text, both on screens with small points.
const WIDTHS: [u32; 4] = [320, 640, 960, 1280];

/// The width for browsers that do not choose.
const PLAIN: u32 = 640;

/// A picture of more points is not drawn: unpacked it would take more memory than a small machine has.
const MOST_POINTS: u64 = 100_000_000;

/// From so many points on, pictures are unpacked one after the other.
const MANY_POINTS: u64 = 16_000_000;

/// How good a drawn photograph is, of 100.
const QUALITY_WEBP: f32 = 78.0;
const QUALITY_JPEG: u8 = 82;

/// A drawn format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Small, for all browsers since 2020.
    WebP,
    /// For photographs in older ones.
    Jpeg,
    /// For drawings in older ones.
    Png,
}

impl Format {
    /// How names of its files end.
    pub fn ending(self) -> &'static str {
        match self {
            Format::WebP => "webp",
            Format::Jpeg => "jpg",
            Format::Png => "png",
        }
    }
}

/// One way in which a picture is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut {
    /// Its width in points.
    pub width: u32,
    /// Its height.
    pub height: u32,
    /// Its format.
    pub format: Format,
}

/// How a picture is drawn: first for browsers that do not choose, then in all widths from the least on. Nothing
/// for one that is small already, that moves, or that is of lines.
///
/// # Errors
/// `Huge` for one that cannot be drawn and that nobody would wait for.
pub fn cuts(path: &str, looked: &Looked<'_>) -> Result<Vec<Cut>, Fault> {
    let (Some((width, height)), Some(plain)) = (looked.size, plain_format(path, &looked.bytes)) else {
        return Ok(Vec::new());
    };
    if u64::from(width) * u64::from(height) > MOST_POINTS {
        return Err(Fault::Huge);
    }
    if width <= WIDTHS[0] {
        return Ok(Vec::new());
    }
    let cut = |wide: u32, format| {
        let high = (u64::from(height) * u64::from(wide) + u64::from(width) / 2) / u64::from(width);
        Cut { width: wide, height: u32::try_from(high).unwrap_or(u32::MAX).max(1), format }
    };
    // The picture's own width stands in for those that it has not, unless one of them is nearly as wide.
    let most = WIDTHS[WIDTHS.len() - 1];
    let narrower = WIDTHS.into_iter().filter(|wide| *wide == most.min(width) || wide * 11 / 10 < width);
    let widths = narrower.chain((width < most && !WIDTHS.contains(&width)).then_some(width));
    let first = cut(PLAIN.min(width), plain);
    Ok(std::iter::once(first).chain(widths.map(|wide| cut(wide, Format::WebP))).collect())
}

/// The format for older browsers; `None` for pictures that are not drawn.
fn plain_format(path: &str, bytes: &[u8]) -> Option<Format> {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    let has = |name| has_part(bytes, name);
    match ending.as_str() {
        "jpg" | "jpeg" => Some(Format::Jpeg),
        "png" => (!has(b"acTL")).then_some(Format::Png),
        "webp" if has(b"ANIM") => None,
        "webp" => Some(if has(b"ALPH") || has(b"VP8L") { Format::Png } else { Format::Jpeg }),
        _ => None,
    }
}

/// Whether a picture has a part of this name near its beginning.
fn has_part(bytes: &[u8], name: &[u8; 4]) -> bool {
    bytes.windows(4).take(4096).any(|four| four == name)
}

/// Draws a picture in each of these ways.
///
/// # Errors
/// `Undrawn` when its points cannot be read.
pub fn draw(bytes: &[u8], cuts: &[Cut]) -> Result<Vec<Vec<u8>>, Fault> {
    let Some(largest) = cuts.iter().max_by_key(|cut| cut.width) else { return Ok(Vec::new()) };
    let (sheet, photograph) = sheet(bytes, *largest)?;
    let drawn = cuts.iter().map(|cut| encoded(&sheet.scaled(cut.width, cut.height)?, cut.format, photograph));
    drawn.collect()
}

/// The picture in its largest cut, and whether it was packed as photographs are.
fn sheet(bytes: &[u8], largest: Cut) -> Result<(Sheet, bool), Fault> {
    static ONE: Mutex<()> = Mutex::new(());
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| Fault::Undrawn)?;
    let photograph = match reader.format() {
        Some(ImageFormat::Jpeg) => true,
        Some(ImageFormat::WebP) => !has_part(bytes, b"VP8L"),
        _ => false,
    };
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_POINTS * 9);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| Fault::Undrawn)?;
    let (width, height) = decoder.dimensions();
    let profile = decoder.icc_profile().ok().flatten();
    let up = decoder.orientation().map_err(|_| Fault::Undrawn)?;
    let many = u64::from(width) * u64::from(height) > MANY_POINTS;
    let _turn = many.then(|| ONE.lock().unwrap_or_else(PoisonError::into_inner));
    let whole = Sheet::of(DynamicImage::from_decoder(decoder).map_err(|_| Fault::Undrawn)?);
    // A picture that lies on its side is made small before it is turned: that takes less memory.
    let lies = (width > height) != (largest.width > largest.height);
    let (wide, high) = if lies { (largest.height, largest.width) } else { (largest.width, largest.height) };
    let mut small = whole.scaled(wide, high)?.in_common_colours(profile.as_deref()).into_image()?;
    drop(whole);
    small.apply_orientation(up);
    Ok((Sheet::of(small).scaled(largest.width, largest.height)?, photograph))
}

/// Points of eight bits, with a fourth channel only where something shines through.
struct Sheet {
    points: Vec<u8>,
    width: u32,
    height: u32,
    clear: bool,
}

impl Sheet {
    fn of(image: DynamicImage) -> Sheet {
        let (width, height) = (image.width(), image.height());
        if image.color().has_alpha() {
            let points = image.into_rgba8().into_raw();
            if points.chunks_exact(4).any(|point| point[3] < u8::MAX) {
                return Sheet { points, width, height, clear: true };
            }
            let points = points.chunks_exact(4).flat_map(|point| [point[0], point[1], point[2]]).collect();
            return Sheet { points, width, height, clear: false };
        }
        Sheet { points: image.into_rgb8().into_raw(), width, height, clear: false }
    }

    fn scaled(&self, width: u32, height: u32) -> Result<Sheet, Fault> {
        let Sheet { points, clear, .. } = self;
        if (self.width, self.height) == (width, height) {
            return Ok(Sheet { points: points.clone(), width, height, clear: *clear });
        }
        let sort = if *clear { PixelType::U8x4 } else { PixelType::U8x3 };
        let from = fast_image_resize::images::ImageRef::new(self.width, self.height, points, sort);
        let from = from.map_err(|_| Fault::Undrawn)?;
        let mut to = Image::new(width, height, sort);
        Resizer::new().resize(&from, &mut to, None).map_err(|_| Fault::Undrawn)?;
        Ok(Sheet { points: to.into_vec(), width, height, clear: *clear })
    }

    /// The same points for a screen that knows only sRGB; as they are where their profile cannot be followed.
    fn in_common_colours(mut self, profile: Option<&[u8]>) -> Sheet {
        let layout = if self.clear { Layout::Rgba } else { Layout::Rgb };
        let turned = profile.and_then(|profile| {
            let from = ColorProfile::new_from_slice(profile).ok()?;
            let to = ColorProfile::new_srgb();
            let turn = from.create_transform_8bit(layout, &to, layout, TransformOptions::default()).ok()?;
            let mut points = vec![0; self.points.len()];
            turn.transform(&self.points, &mut points).ok()?;
            Some(points)
        });
        if let Some(points) = turned {
            self.points = points;
        }
        self
    }

    fn into_image(self) -> Result<DynamicImage, Fault> {
        let Sheet { points, width, height, clear } = self;
        let image = if clear {
            RgbaImage::from_raw(width, height, points).map(DynamicImage::from)
        } else {
            RgbImage::from_raw(width, height, points).map(DynamicImage::from)
        };
        image.ok_or(Fault::Undrawn)
    }
}

fn encoded(sheet: &Sheet, format: Format, photograph: bool) -> Result<Vec<u8>, Fault> {
    let Sheet { points, width, height, clear } = sheet;
    let sort = if *clear { ExtendedColorType::Rgba8 } else { ExtendedColorType::Rgb8 };
    let mut out = Vec::new();
    match format {
        Format::WebP => return small(sheet, photograph),
        Format::Jpeg => {
            JpegEncoder::new_with_quality(&mut out, QUALITY_JPEG).write_image(points, *width, *height, sort)
        }
        Format::Png => PngEncoder::new(&mut out).write_image(points, *width, *height, sort),
    }
    .map_err(|_| Fault::Undrawn)?;
    Ok(out)
}

/// A drawing keeps each of its points where that is not much larger: its lines stay sharp.
fn small(sheet: &Sheet, photograph: bool) -> Result<Vec<u8>, Fault> {
    let layout = if sheet.clear { PixelLayout::Rgba } else { PixelLayout::Rgb };
    let encoder = webp::Encoder::new(&sheet.points, layout, sheet.width, sheet.height);
    let pack = |exact: bool| {
        encoder.encode_simple(exact, QUALITY_WEBP).map(|bytes| bytes.to_vec()).map_err(|_| Fault::Undrawn)
    };
    let lossy = pack(false)?;
    if photograph {
        return Ok(lossy);
    }
    let exact = pack(true)?;
    Ok(if exact.len() <= lossy.len() * 3 / 2 { exact } else { lossy })
}
