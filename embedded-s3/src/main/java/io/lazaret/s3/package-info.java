/** An S3-compatible store for tests. */
package io.lazaret.s3;
